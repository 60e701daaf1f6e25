using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds;

/// <summary>
/// Opens and reads a video on a thread of its own, for both may block for as long as a disk or a network likes. Nobody waits for it longer than they
/// want to: a read is left when it is cancelled, and a thread that does not end is left behind.
/// </summary>
internal sealed partial class VideoThread : IAsyncDisposable
{
    /// <summary>Whoever disposes has ended what the thread waits for; only a disk that hangs takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Func<VideoReader> _open;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>At most one: there is one reader, who waits.</summary>
    private readonly BlockingCollection<TaskCompletionSource<FeedFrame?>> _asked = [];

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="open">Called on the thread, which disposes what it gives.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of a thread that is left behind.</param>
    public VideoThread(Func<VideoReader> open, TimeProvider time, ILogger logger)
    {
        (_open, _time, _logger) = (open, time, logger);
        new Thread(Work) { Name = "VideoSeg source", IsBackground = true }.Start();
    }

    /// <summary>Frames a second, as the video says; known once a frame was read.</summary>
    public double? FrameRate { get; private set; }

    /// <summary>The next frame; null: there was the last one.</summary>
    /// <exception cref="VideoException">The video can't be opened or read.</exception>
    public async ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<FeedFrame?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var left = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        _asked.Add(answer, cancellationToken);
        return await answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _asked.CompleteAdding();
        try
        {
            await _ended.Task.WaitAsync(Patience, _time);
            _asked.Dispose();
        }
        catch (TimeoutException)
        {
            Log.LeftBehind(_logger, Patience);
        }
    }

    private void Work()
    {
        VideoReader? reader = null;
        try
        {
            foreach (var answer in _asked.GetConsumingEnumerable())
            {
                try
                {
                    reader ??= _open();
                    FrameRate = reader.FrameRate;
                    var frame = reader.TryRead(out var pixels) ? new FeedFrame(new DecodedPicture(pixels), pixels) { Time = reader.Time } : null;
                    if (!answer.TrySetResult(frame))
                    {
                        frame?.Dispose();
                    }
                }
#pragma warning disable CA1031 // The root of the thread: the failure goes to who reads.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    answer.TrySetException(e);
                }
            }
        }
        finally
        {
            reader?.Dispose();
            _ended.SetResult();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A thread that reads a video did not end within {Patience}, and is left behind")]
        public static partial void LeftBehind(ILogger logger, TimeSpan patience);
    }
}
