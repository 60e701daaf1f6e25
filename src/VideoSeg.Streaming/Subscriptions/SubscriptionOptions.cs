using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Previews;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>What a subscriber asks for.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>The streams to follow.</summary>
    public required StreamPattern Pattern { get; init; }

    /// <summary>The first sequence to send. Null (default): the next one, or, with a name, the one behind the acknowledged position.</summary>
    public ulong? FromSequence { get; init; }

    /// <summary>What happens when the subscriber reads too slowly. Default: it skips results.</summary>
    public SlowSubscriber Slow { get; init; }

    /// <summary>The name under which the server keeps the position; null (default): it keeps none.</summary>
    public SubscriptionName? Name { get; init; }

    /// <summary>The previews to send; null (default): none.</summary>
    public PreviewRequest? Preview { get; init; }
}
