using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Events.Sinks;

/// <summary>
/// Delivers events to one sink, in order, with retries until the receiver accepts them. If a receiver is down for too long, the oldest events are lost. An event that the
/// receiver refuses is dropped, so that it blocks none behind it. The retries are a loop here and no library's policy: a drain ends the pause at once, but lets the attempt
/// that is in progress end.
/// </summary>
internal sealed partial class EventDelivery : IAsyncDisposable
{
    /// <summary>Events that wait, at most: hours of a busy gate, and a few MB. Posting never waits: the oldest event makes room.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>Attempts for an event on which the receiver fails: two and a half minutes.</summary>
    public const int MaxAttempts = 8;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>A receiver may ask for more than the longest pause, but not for ever.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan LostLogInterval = TimeSpan.FromSeconds(10);

    private readonly string _name;
    private readonly IEventSink _sink;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<EventMessage> _waiting;
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
        Count(Instruments.EventsRefused, 0);
        Count(Instruments.EventsRetried, 0);
        _waiting = Channel.CreateBounded<EventMessage>(
            new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest }, _ => Lose(1));
        _sink.Start();
        _loop = DeliverAsync();
    }

    /// <summary>The receiver, without secrets.</summary>
    public string Receiver => _sink.Receiver;

    /// <summary>Events that wait, without the one that is being sent.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>Adds an event to those that wait, without waiting.</summary>
    public void Post(EventMessage message) => _waiting.Writer.TryWrite(message);

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
        await foreach (var message in _waiting.Reader.ReadAllAsync(_stopping.Token))
        {
            var pause = ShortestPause;
            for (int attempt = 1; await FailureOfAsync(message) is { } failure; attempt++)
            {
                var rejection = (failure as EventNotAcceptedException)?.Rejection ?? EventRejection.Unavailable;
                if (rejection == EventRejection.Refused || (rejection == EventRejection.Failed && attempt >= MaxAttempts))
                {
                    Drop(message, failure);
                    break;
                }

                if (_draining.IsCancellationRequested)
                {
                    GiveUp();
                    return;
                }

                var wait = WaitAfter(failure, pause);
                Log.NotAccepted(_logger, _sink.Receiver, failure.Message, wait.TotalSeconds);
                Count(Instruments.EventsRetried, 1);
                await Task.Delay(wait, _time, _draining.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            }

            LogLost(LostLogInterval);
        }
    }

    /// <summary>Part of the root of the loop: whatever the failure is, the event was not accepted. Null: it was.</summary>
    private async Task<Exception?> FailureOfAsync(EventMessage message)
    {
        try
        {
            await _sink.SendAsync(message, _stopping.Token);
            Count(Instruments.EventsDelivered, 1);
            return null;
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            return e;
        }
    }

    private static TimeSpan WaitAfter(Exception failure, TimeSpan pause) => failure is EventNotAcceptedException { RetryAfter: { } asked } && asked > pause
        ? TimeSpan.FromTicks(Math.Min(asked.Ticks, LongestRetryAfter.Ticks))
        : pause;

    private void Drop(EventMessage message, Exception failure)
    {
        Count(Instruments.EventsRefused, 1);
        Log.Dropped(_logger, _sink.Receiver, message.Id, failure.Message);
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

    private void Count(Counter<long> counter, int events) => counter.Add(
        events, KeyValuePair.Create("sink", (object?)_name), KeyValuePair.Create("target", (object?)_sink.Receiver));

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

        [LoggerMessage(Level = LogLevel.Warning, Message = "Events: {Sink} refused event {EventId}, which is dropped: {Problem}")]
        public static partial void Dropped(ILogger logger, string sink, string eventId, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Events: {Lost} events are lost: {Sink} was down or slow for too long")]
        public static partial void Lost(ILogger logger, long lost, string sink);
    }
}
