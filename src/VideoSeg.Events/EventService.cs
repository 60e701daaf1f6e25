using Microsoft.Extensions.Logging;
using VideoSeg.Events.Rules;
using VideoSeg.Events.Sinks;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Events;

/// <summary>
/// Detects events in the results of live streams, and delivers them. A result carries its events to the log and to all who read it; sinks get them in parallel:
/// <code>
/// result ─► StreamEventDetector ─► results log ─► subscribers
///                               └─► EventDelivery ─► webhook, MQTT
/// </code>
/// Publishing a result never waits for a sink.
/// </summary>
public sealed class EventService : IResultObserver, IAsyncDisposable
{
    private readonly IReadOnlyList<EventRules> _rules;
    private readonly EventDelivery[] _deliveries;
    private readonly TimeProvider _time;
    private long _lastSequence;
    private bool _isDisposed;

    /// <param name="file">The events file; null: there are no events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the failures of sinks.</param>
    public EventService(EventFile? file, TimeProvider time, ILogger<EventService> logger)
    {
        (_rules, _time) = (file?.Rules ?? [], time);
        _deliveries = [.. (file?.Sinks ?? []).Select(s => new EventDelivery(s.Name, s.Sink, time, logger))];
    }

    /// <summary>Drains: there will be no more events. Those that wait are sent, by each sink until its first failure or the deadline.</summary>
    public Task DrainAsync(CancellationToken deadline) => Task.WhenAll(_deliveries.Select(d => d.DrainAsync(deadline)));

    /// <summary>May be called again: dependency injection disposes it once for each service that it is registered as.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        foreach (var delivery in _deliveries)
        {
            await delivery.DisposeAsync();
        }
    }

    /// <summary>The rules that hold for a stream.</summary>
    public IReadOnlyList<EventRules> RulesOf(string streamId) => [.. _rules.Where(r => r.Streams.Matches(streamId))];

    public IStreamObserver? Observe(string streamId) => RulesOf(streamId) is { Count: > 0 } rules ? new StreamEventDetector(this, rules, streamId) : null;

    /// <summary>The events that wait for each receiver, by its address.</summary>
    public IEnumerable<(string Receiver, long Count)> Waiting() => _deliveries.GroupBy(d => d.Receiver).Select(g => (g.Key, g.Sum(d => (long)d.Waiting)));

    /// <summary>Hands an event to each sink, without waiting.</summary>
    internal void Post(VideoEvent videoEvent)
    {
        if (_deliveries.Length == 0)
        {
            return;
        }

        string id = $"event-{Guid.CreateVersion7(_time.GetUtcNow()):N}";
        ulong sequence = (ulong)Interlocked.Increment(ref _lastSequence);
        var message = new EventMessage(videoEvent, id, sequence, EventJson.Write(videoEvent, id, sequence));
        foreach (var delivery in _deliveries)
        {
            delivery.Post(message);
        }
    }
}
