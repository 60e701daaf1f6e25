using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Streaming.Sinks;

/// <summary>The results that wait for one sink, and the loop that hands them to it.</summary>
internal sealed partial class SinkQueue : IAsyncDisposable
{
    /// <summary>A few seconds of a busy server. A sink that is further behind is too slow, not just late.</summary>
    public const int Capacity = 1024;

    private readonly IResultSink _sink;
    private readonly ILogger _logger;
    private readonly KeyValuePair<string, object?> _tag;
    private readonly Channel<PublishedResult> _results;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _loop;
    private long _dropped;

    public SinkQueue(IResultSink sink, ILogger logger)
    {
        (_sink, _logger, _tag) = (sink, logger, KeyValuePair.Create("sink", (object?)sink.Name));

        // The oldest is dropped: the newest tells most of what is going on.
        _results = Channel.CreateBounded<PublishedResult>(new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest }, Dropped);

        // A counter that is not there before its first drop shows no rise at it.
        Instruments.SinkDropped.Add(0, _tag);
        _loop = Task.Run(() => DeliverAsync(_disposed.Token));
    }

    /// <summary>Does not wait. After <see cref="DrainAsync"/> it does nothing.</summary>
    public void Post(PublishedResult result) => _results.Writer.TryWrite(result);

    public Task DrainAsync(CancellationToken deadline)
    {
        _results.Writer.TryComplete();
        return _loop.WaitAsync(deadline).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        _results.Writer.TryComplete();
        await _disposed.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _disposed.Dispose();
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        await foreach (var result in _results.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await _sink.WriteAsync(result, cancellationToken);
            }
#pragma warning disable CA1031 // A sink is somebody else's code: whatever it throws, the next result follows.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Instruments.SinkDropped.Add(1, _tag);
                Log.Failed(_logger, _sink.Name, result.Stream.StreamId, result.Sequence, e);
            }

            if (_results.Reader.Count == 0 && Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            {
                Log.CaughtUp(_logger, _sink.Name, dropped);
            }
        }
    }

    private void Dropped(PublishedResult result)
    {
        Instruments.SinkDropped.Add(1, _tag);
        if (Interlocked.Increment(ref _dropped) == 1)
        {
            Log.TooSlow(_logger, _sink.Name, Capacity);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Sink {Sink}: too slow; {Capacity} results wait for it, and the oldest are dropped")]
        public static partial void TooSlow(ILogger logger, string sink, int capacity);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Sink {Sink}: caught up after {Dropped} results were dropped")]
        public static partial void CaughtUp(ILogger logger, string sink, long dropped);

        [LoggerMessage(Level = LogLevel.Error, Message = "Sink {Sink}: failed on the result {Sequence} of stream {StreamId}")]
        public static partial void Failed(ILogger logger, string sink, string streamId, ulong sequence, Exception exception);
    }
}
