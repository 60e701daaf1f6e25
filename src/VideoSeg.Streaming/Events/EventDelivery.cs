using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace VideoSeg.Streaming.Events;

/// <summary>Takes events to one sink, in order, and tries again until it takes them. A sink that is away too long loses the oldest.</summary>
internal sealed partial class EventDelivery : IAsyncDisposable
{
    /// <summary>Hours of a busy gate; a few MB.</summary>
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly IEventSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<VideoEvent> _waiting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public EventDelivery(IEventSink sink, TimeProvider time, ILogger logger)
    {
        (_sink, _time, _logger) = (sink, time, logger);
        _waiting = Channel.CreateBounded<VideoEvent>(
            new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest },
            lost => Log.Lost(logger, sink.Name, lost.Stream, lost.FrameNumber));
        _loop = DeliverAsync();
    }

    /// <summary>Does not wait.</summary>
    public void Post(VideoEvent told) => _waiting.Writer.TryWrite(told);

    /// <summary>What waits is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _sink.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task DeliverAsync()
    {
        await foreach (var told in _waiting.Reader.ReadAllAsync(_stopping.Token))
        {
            byte[] json = EventJson.Write(told);
            for (var pause = ShortestPause; !await TrySendAsync(told, json, pause); pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
            {
                await Task.Delay(pause, _time, _stopping.Token);
            }
        }
    }

    private async Task<bool> TrySendAsync(VideoEvent told, byte[] json, TimeSpan pause)
    {
        try
        {
            await _sink.SendAsync(told, json, _stopping.Token);
            return true;
        }
        catch (EventSinkException e)
        {
            Log.NotTaken(_logger, _sink.Name, e.Message, pause.TotalSeconds);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Event sink {Sink}: {Problem}; again in {Seconds} s")]
        public static partial void NotTaken(ILogger logger, string sink, string problem, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Event sink {Sink} was away too long: an event of stream {Stream}, frame {FrameNumber}, is lost")]
        public static partial void Lost(ILogger logger, string sink, string stream, ulong frameNumber);
    }
}
