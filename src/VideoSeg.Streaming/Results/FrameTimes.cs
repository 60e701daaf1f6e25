namespace VideoSeg.Streaming.Results;

/// <summary>When a frame passed each station; null where it did not get so far.</summary>
/// <param name="Received">Its message was read.</param>
/// <param name="Queued">It was handed to the session's inbox, which may make it wait.</param>
/// <param name="Decoded">Its pixels were there.</param>
/// <param name="Inferred">The network's outputs were there.</param>
/// <param name="Done">Its outcome was there.</param>
public readonly record struct FrameTimes(
    DateTimeOffset Received,
    DateTimeOffset Queued,
    DateTimeOffset? Decoded = null,
    DateTimeOffset? Inferred = null,
    DateTimeOffset? Done = null);
