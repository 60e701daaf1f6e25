using Microsoft.Extensions.Logging;

namespace VideoSeg.Streaming.Events;

/// <summary>
/// What is watched on the server's streams, and who is told. A result carries its events to the log and all who read it; sinks are told beside that:
/// <code>
/// session ─► StreamPublication, its StreamWatch ─► ResultLog ─► subscribers
///                                      └──► EventDelivery ─► webhook, MQTT
/// </code>
/// Whoever publishes does not wait for a sink.
/// </summary>
public sealed class EventWatch : IAsyncDisposable
{
    private readonly IReadOnlyList<EventRules> _rules;
    private readonly EventDelivery[] _deliveries;

    /// <param name="file">Null: nothing is watched.</param>
    /// <param name="time">For the pauses before a sink is tried again.</param>
    /// <param name="logger">Is told of sinks that do not take events.</param>
    public EventWatch(EventFile? file, TimeProvider time, ILogger<EventWatch> logger)
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

    internal IEnumerable<EventRules> RulesOf(string streamId) => _rules.Where(r => r.Streams.Matches(streamId));

    /// <summary>To each sink. Does not wait.</summary>
    internal void Post(VideoEvent told)
    {
        foreach (var delivery in _deliveries)
        {
            delivery.Post(told);
        }
    }
}
