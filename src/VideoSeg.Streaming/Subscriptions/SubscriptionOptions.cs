using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Previews;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>What a subscriber asks for.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>The streams to follow.</summary>
    public required StreamPattern Pattern { get; init; }

    /// <summary>The caller, whose share of the limits the subscription takes and who sees its own jobs. Empty (default): nobody's.</summary>
    public string Caller { get; init; } = "";

    /// <summary>The first sequence to send. Null (default): the next one, or, with a name, the one behind the acknowledged position. 0: the oldest in the log.</summary>
    public ulong? FromSequence { get; init; }

    /// <summary>Whether a subscription without a position begins at the oldest result instead of at the next one. Default: false.</summary>
    public bool FromOldest { get; init; }

    /// <summary>What happens when the subscriber reads too slowly. Default: it skips results.</summary>
    public SlowSubscriber Slow { get; init; }

    /// <summary>The name under which the server keeps the position; null (default): it keeps none.</summary>
    public SubscriptionName? Name { get; init; }

    /// <summary>The previews to send; null (default): none.</summary>
    public PreviewRequest? Preview { get; init; }
}
