namespace VideoSeg.Streaming.Hub;

/// <summary>What a subscriber wants.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>Of which streams.</summary>
    public required StreamPattern Pattern { get; init; }

    /// <summary>Where to begin. Null (default): with what comes from now on, or, with a name, behind the acknowledged position.</summary>
    public ulong? FromSequence { get; init; }

    /// <summary>What happens when it reads too slowly. Default: what it has no time for is left out.</summary>
    public SlowSubscriber Slow { get; init; }

    /// <summary>Of a position that the server keeps; null (default): it keeps none.</summary>
    public SubscriptionName? Name { get; init; }

    /// <summary>Null (default): no pictures.</summary>
    public PreviewRequest? Preview { get; init; }
}
