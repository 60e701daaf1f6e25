using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds;

/// <summary>
/// Opens and reads a video on a thread of its own, since both may block for as long as a disk or network hangs. Nobody waits longer than they want: a
/// read that is cancelled returns, and a thread that does not end is abandoned.
/// </summary>
internal sealed partial class VideoThread : IAsyncDisposable
{
    /// <summary>Only a disk that hangs takes longer.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly Func<VideoReader> _open;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>At most one, since there is one reader.</summary>
    private readonly BlockingCollection<(TaskCompletionSource<FeedFrame?> Answer, bool Reads)> _requests = [];

    private volatile VideoReader? _reader;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="open">Called on the thread, which disposes the reader.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes warnings.</param>
    public VideoThread(Func<VideoReader> open, TimeProvider time, ILogger logger)
    {
        (_open, _time, _logger) = (open, time, logger);
        new Thread(Work) { Name = "VideoSeg source", IsBackground = true }.Start();
    }

    /// <summary>Frames a second according to the file; known once it is open.</summary>
    public double? FrameRate { get; private set; }

    /// <summary>The size of its frames according to the file; known once it is open.</summary>
    public PixelSize? Size { get; private set; }

    /// <summary>What could not be read of a video that has ended; null: nothing is missing.</summary>
    public VideoShortfall? Shortfall { get; private set; }

    /// <summary>Opens the video, and reads nothing yet.</summary>
    /// <exception cref="VideoException">The video can't be opened.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken) => await RequestAsync(reads: false, cancellationToken);

    /// <summary>Reads the next frame; null: the video has ended.</summary>
    /// <exception cref="VideoException">The video can't be opened or read.</exception>
    public ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken) => RequestAsync(reads: true, cancellationToken);

    /// <summary>Reads the next frame when there is memory for it, which is freed with the frame; null: the video has ended.</summary>
    /// <exception cref="VideoException">The video can't be opened or read, or there was no memory in time.</exception>
    public async ValueTask<FeedFrame?> ReadCountedAsync(FeedMemory memory, CancellationToken cancellationToken)
    {
        var reserved = await memory.ReserveAsync(1, Size, cancellationToken);
        try
        {
            if (await ReadAsync(cancellationToken) is { } frame)
            {
                return frame.With(reserved);
            }

            reserved.Dispose();
            return null;
        }
        catch
        {
            reserved.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _requests.CompleteAdding();
        _reader?.Interrupt();
        try
        {
            await _ended.Task.WaitAsync(EndTimeout, _time);
            _requests.Dispose();
        }
        catch (TimeoutException)
        {
            Log.Abandoned(_logger, EndTimeout);
        }
    }

    private async ValueTask<FeedFrame?> RequestAsync(bool reads, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<FeedFrame?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var cancelled = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        _requests.Add((answer, reads), cancellationToken);
        return await answer.Task;
    }

    private void Work()
    {
        try
        {
            foreach (var (answer, reads) in _requests.GetConsumingEnumerable())
            {
                try
                {
                    var reader = _reader ??= _open();
                    (FrameRate, Size) = (reader.FrameRate, reader.Size);
                    var frame = reads && reader.TryRead(out var pixels) ? new FeedFrame(new DecodedPicture(pixels), pixels) { Time = reader.Time } : null;
                    (Size, Shortfall) = (reader.Size, reader.Shortfall);
                    if (!answer.TrySetResult(frame))
                    {
                        frame?.Dispose();
                    }
                }
#pragma warning disable CA1031 // The root of the thread: the failure goes to the reader.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    answer.TrySetException(e);
                }
            }
        }
        finally
        {
            _reader?.Dispose();
            _ended.SetResult();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The thread that reads a video did not end within {Timeout}, and is abandoned")]
        public static partial void Abandoned(ILogger logger, TimeSpan timeout);
    }
}
