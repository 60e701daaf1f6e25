using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Jobs;

/// <summary>
/// Tells those who watch a job how it goes. Nobody is waited for: who is slow is told of the newest state alone. Pictures are made only
/// while someone wants them, and not many a second.
/// </summary>
internal sealed class JobFeed(Job job, TimeProvider time)
{
    private static readonly TimeSpan ProgressPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PicturePause = TimeSpan.FromMilliseconds(400);

    private readonly Lock _lock = new();
    private readonly List<Watcher> _watchers = [];
    private volatile Job _job = job;
    private long _lastProgress;
    private long _lastPicture;

    public Job Job => _job;

    /// <summary>The job is another one now; after an end the watching ends too.</summary>
    public void Publish(Job job)
    {
        lock (_lock)
        {
            _job = job;
            foreach (var watcher in _watchers)
            {
                watcher.Tell(null, job.HasEnded);
            }
        }
    }

    /// <summary>The same, for the many small steps of a job: some are left out.</summary>
    /// <param name="job">As it is now.</param>
    /// <param name="painted">Its current picture with the masks, which costs something to make; borrowed.</param>
    public void Progress(Job job, Func<Frame> painted)
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
                watcher.Tell(show && watcher.PreviewMaxSide > 0 ? Jpeg(painted(), watcher.PreviewMaxSide) : null, false);
            }

            _lastPicture = show ? now : _lastPicture;
        }
    }

    /// <summary>The job now, and again as it goes on, until it has ended.</summary>
    public async IAsyncEnumerable<JobUpdate> WatchAsync(int previewMaxSide, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new Watcher(previewMaxSide);
        lock (_lock)
        {
            _watchers.Add(watcher);
            watcher.Tell(null, _job.HasEnded);
        }

        try
        {
            await foreach (var _ in watcher.Told.ReadAllAsync(cancellationToken))
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
        /// <summary>Something is new. One word of it is enough, however often it was said.</summary>
        private readonly Channel<bool> _told = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        private byte[]? _preview;

        public int PreviewMaxSide { get; } = previewMaxSide;

        public ChannelReader<bool> Told => _told.Reader;

        public void Tell(byte[]? preview, bool ended)
        {
            _preview = preview ?? _preview;
            _told.Writer.TryWrite(true);
            if (ended)
            {
                _told.Writer.TryComplete();
            }
        }

        public byte[]? TakePreview() => Interlocked.Exchange(ref _preview, null);
    }
}
