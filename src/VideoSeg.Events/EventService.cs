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
    private bool _isDisposed;

    /// <param name="file">The events file; null: there are no events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the failures of sinks.</param>
    public EventService(EventFile? file, TimeProvider time, ILogger<EventService> logger)
    {
        _rules = file?.Rules ?? [];
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

    /// <summary>Hands an event to each sink, without waiting.</summary>
    internal void Post(VideoEvent videoEvent)
    {
        foreach (var delivery in _deliveries)
        {
            delivery.Post(videoEvent);
        }
    }
}
