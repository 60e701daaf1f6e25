using Microsoft.Extensions.Logging;
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

    /// <param name="file">Null: nothing is watched.</param>
    /// <param name="time">For the pauses before a sink is tried again.</param>
    /// <param name="logger">Is told of sinks that do not take events.</param>
    public EventService(EventFile? file, TimeProvider time, ILogger<EventService> logger)
    {
        _rules = file?.Rules ?? [];
        _deliveries = [.. (file?.Sinks ?? []).Select(s => new EventDelivery(s.Create(), time, logger))];
    }

    /// <summary>No stream will have an event any more. Sinks take what waits, until one fails or the deadline comes.</summary>
    public Task DrainAsync(CancellationToken deadline) => Task.WhenAll(_deliveries.Select(d => d.DrainAsync(deadline)));

    public async ValueTask DisposeAsync()
    {
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
