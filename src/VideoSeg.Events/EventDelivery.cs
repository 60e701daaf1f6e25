using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Events;

/// <summary>Takes events to one sink, in order, and tries again until it takes them. A sink that is away too long loses the oldest.</summary>
internal sealed partial class EventDelivery : IAsyncDisposable
{
    /// <summary>Hours of a busy gate; a few MB. Whoever posts never waits: the oldest make room.</summary>
    public const int MostWaiting = 10_000;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LostLogInterval = TimeSpan.FromSeconds(10);

    private readonly IEventSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<VideoEvent> _waiting;
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private long _lost;
    private long _lostLogged;

    public EventDelivery(IEventSink sink, TimeProvider time, ILogger logger)
    {
        (_sink, _time, _logger) = (sink, time, logger);
        Count(Instruments.EventsDelivered, 0);
        Count(Instruments.EventsLost, 0);
        _waiting = Channel.CreateBounded<VideoEvent>(
            new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest }, _ => Lose(1));
        _loop = DeliverAsync();
    }

    /// <summary>Does not wait.</summary>
    public void Post(VideoEvent told) => _waiting.Writer.TryWrite(told);

    /// <summary>No more will come. What waits is sent as long as the sink takes it; the first failure, or the deadline, is the end.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        _waiting.Writer.TryComplete();
        await _draining.CancelAsync();
        await _loop.WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What waits is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _draining.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _sink.DisposeAsync();
        _draining.Dispose();
        _stopping.Dispose();
    }

    private async Task DeliverAsync()
    {
        await foreach (var told in _waiting.Reader.ReadAllAsync(_stopping.Token))
        {
            byte[] json = EventJson.Write(told);
            var pause = ShortestPause;
            while (!await TrySendAsync(told, json, pause))
            {
                if (_draining.IsCancellationRequested)
                {
                    GiveUp();
                    return;
                }

                await Task.Delay(pause, _time, _draining.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            }
        }
    }

    /// <summary>Part of the root of the loop: whatever the sink's failure is, the event was not taken, and is tried again.</summary>
    private async Task<bool> TrySendAsync(VideoEvent told, byte[] json, TimeSpan pause)
    {
        try
        {
            await _sink.SendAsync(told, json, _stopping.Token);
            Count(Instruments.EventsDelivered, 1);
            LogLost(LostLogInterval);
            return true;
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            Log.NotTaken(_logger, _sink.Name, e.Message, pause.TotalSeconds);
            LogLost(LostLogInterval);
            return false;
        }
    }

    private void GiveUp()
    {
        int left = 1;
        while (_waiting.Reader.TryRead(out _))
        {
            left++;
        }

        Lose(left);
        LogLost(TimeSpan.Zero);
    }

    /// <summary>Counted where it happens, and logged by the loop: whoever posts is a stream, which must not wait for a log.</summary>
    private void Lose(int events)
    {
        Interlocked.Add(ref _lost, events);
        Count(Instruments.EventsLost, events);
    }

    private void Count(Counter<long> of, int events) => of.Add(events, KeyValuePair.Create("sink", (object?)_sink.Kind));

    private void LogLost(TimeSpan interval)
    {
        if (_time.GetElapsedTime(_lostLogged) >= interval && Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
        {
            _lostLogged = _time.GetTimestamp();
            Log.Lost(_logger, lost, _sink.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Events: {Sink} has not taken one: {Problem}; again in {Seconds} s")]
        public static partial void NotTaken(ILogger logger, string sink, string problem, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Events: {Lost} of them are lost: {Sink} was away or slow for too long")]
        public static partial void Lost(ILogger logger, long lost, string sink);
    }
}
