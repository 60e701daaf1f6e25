using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Events.Sinks;

/// <summary>
/// Delivers events to one sink, in order, with retries until the receiver accepts them. If a receiver is down for too long, the oldest events are lost. The retries are a
/// loop here and no library's policy: a drain ends the pause at once, but lets the attempt that is in progress end.
/// </summary>
internal sealed partial class EventDelivery : IAsyncDisposable
{
    /// <summary>Events that wait, at most: hours of a busy gate, and a few MB. Posting never waits: the oldest event makes room.</summary>
    public const int MaxWaiting = 10_000;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LostLogInterval = TimeSpan.FromSeconds(10);

    private readonly string _name;
    private readonly IEventSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<VideoEvent> _waiting;
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private long _lost;
    private long _lostLogged;

    /// <param name="name">The name of the sink's kind, for metrics.</param>
    /// <param name="sink">Delivers the events; takes ownership.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes failures.</param>
    public EventDelivery(string name, IEventSink sink, TimeProvider time, ILogger logger)
    {
        (_name, _sink, _time, _logger) = (name, sink, time, logger);
        Count(Instruments.EventsDelivered, 0);
        Count(Instruments.EventsLost, 0);
        _waiting = Channel.CreateBounded<VideoEvent>(
            new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest }, _ => Lose(1));
        _loop = DeliverAsync();
    }

    /// <summary>Adds an event to those that wait, without waiting.</summary>
    public void Post(VideoEvent videoEvent) => _waiting.Writer.TryWrite(videoEvent);

    /// <summary>Drains: no more events will come. Those that wait are sent until the first failure or the deadline.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        _waiting.Writer.TryComplete();
        await _draining.CancelAsync();
        await _loop.WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Cancels: events that wait are lost.</summary>
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
        await foreach (var videoEvent in _waiting.Reader.ReadAllAsync(_stopping.Token))
        {
            byte[] json = EventJson.Write(videoEvent);
            var pause = ShortestPause;
            while (!await TrySendAsync(videoEvent, json, pause))
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

    /// <summary>Part of the root of the loop: whatever the failure is, the event was not accepted, and is sent again.</summary>
    private async Task<bool> TrySendAsync(VideoEvent videoEvent, byte[] json, TimeSpan pause)
    {
        try
        {
            await _sink.SendAsync(videoEvent, json, _stopping.Token);
            Count(Instruments.EventsDelivered, 1);
            LogLost(LostLogInterval);
            return true;
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            Log.NotAccepted(_logger, _sink.Receiver, e.Message, pause.TotalSeconds);
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

    /// <summary>Counts here, and lets the loop log: the caller is a stream, which must not wait for a log.</summary>
    private void Lose(int events)
    {
        Interlocked.Add(ref _lost, events);
        Count(Instruments.EventsLost, events);
    }

    private void Count(Counter<long> counter, int events) => counter.Add(events, KeyValuePair.Create("sink", (object?)_name));

    private void LogLost(TimeSpan interval)
    {
        if (_time.GetElapsedTime(_lostLogged) >= interval && Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
        {
            _lostLogged = _time.GetTimestamp();
            Log.Lost(_logger, lost, _sink.Receiver);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Events: {Sink} did not accept an event: {Problem}; retry in {Seconds} s")]
        public static partial void NotAccepted(ILogger logger, string sink, string problem, double seconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Events: {Lost} events are lost: {Sink} was down or slow for too long")]
        public static partial void Lost(ILogger logger, long lost, string sink);
    }
}
