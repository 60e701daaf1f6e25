using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Jobs.Execution;

/// <summary>
/// Publishes the progress of a job to its watchers. It never waits for them: a slow watcher gets the newest state only. Previews are made only while
/// someone wants them, and at most 2.5 a second.
/// </summary>
internal sealed class JobProgress(Job job, TimeProvider time)
{
    private static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PicturePause = TimeSpan.FromMilliseconds(400);

    private readonly Lock _lock = new();
    private readonly List<Watcher> _watchers = [];
    private volatile Job _job = job;
    private long _lastProgress;
    private long _lastPicture;

    public Job Job => _job;

    /// <summary>Publishes a new state of the job; the final state ends the watching.</summary>
    public void Publish(Job job)
    {
        lock (_lock)
        {
            _job = job;
            foreach (var watcher in _watchers)
            {
                watcher.Notify(null, job.HasEnded);
            }
        }
    }

    /// <summary>Publishes a step of the job, of which there are many: some are left out.</summary>
    /// <param name="job">The job as it is now.</param>
    /// <param name="painted">Draws the current frame with its masks; called only if a preview is due. The frame is borrowed.</param>
    public void Advance(Job job, Func<Frame> painted)
    {
        lock (_lock)
        {
            _job = job;
            long now = time.GetTimestamp();
            if (_watchers.Count == 0 || time.GetElapsedTime(_lastProgress, now) < ProgressPause)
            {
                return;
            }

            _lastProgress = now;
            bool show = time.GetElapsedTime(_lastPicture, now) >= PicturePause;
            foreach (var watcher in _watchers)
            {
                watcher.Notify(show && watcher.PreviewMaxSide > 0 ? Jpeg(painted(), watcher.PreviewMaxSide) : null, false);
            }

            _lastPicture = show ? now : _lastPicture;
        }
    }

    /// <summary>The job now, and again when it changes, until it has ended.</summary>
    public async IAsyncEnumerable<JobUpdate> WatchAsync(int previewMaxSide, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new Watcher(previewMaxSide);
        lock (_lock)
        {
            _watchers.Add(watcher);
            watcher.Notify(null, _job.HasEnded);
        }

        try
        {
            await foreach (var _ in watcher.Changes.ReadAllAsync(cancellationToken))
            {
                yield return new JobUpdate(_job, watcher.TakePreview());
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(watcher);
            }
        }
    }

    private static byte[] Jpeg(Frame painted, int maxSide)
    {
        using var small = painted.Within(maxSide);
        return small.EncodeJpeg(80);
    }

    private sealed class Watcher(int previewMaxSide)
    {
        /// <summary>Holds one item while there is a change that the watcher has not seen.</summary>
        private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        private byte[]? _preview;

        public int PreviewMaxSide { get; } = previewMaxSide;

        public ChannelReader<bool> Changes => _changes.Reader;

        public void Notify(byte[]? preview, bool ended)
        {
            _preview = preview ?? _preview;
            _changes.Writer.TryWrite(true);
            if (ended)
            {
                _changes.Writer.TryComplete();
            }
        }

        public byte[]? TakePreview() => Interlocked.Exchange(ref _preview, null);
    }
}
