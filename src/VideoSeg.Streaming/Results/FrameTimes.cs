namespace VideoSeg.Streaming.Results;

/// <summary>When a frame passed each station; null where it did not get so far.</summary>
/// <param name="Received">When its message was read.</param>
/// <param name="Queued">When it was handed to the inbox, which may make it wait.</param>
/// <param name="Decoded">When it was decoded.</param>
/// <param name="Inferred">When the network's outputs were ready.</param>
/// <param name="Done">When it had its outcome.</param>
public readonly record struct FrameTimes(
    DateTimeOffset Received,
    DateTimeOffset Queued,
    DateTimeOffset? Decoded = null,
    DateTimeOffset? Inferred = null,
    DateTimeOffset? Done = null);
