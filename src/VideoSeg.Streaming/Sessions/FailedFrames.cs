using VideoSeg.Streaming.Results;

namespace VideoSeg.Streaming.Sessions;

/// <summary>Frames of a stream that have failed one after the other.</summary>
/// <param name="Count">How many; 1 or more.</param>
/// <param name="Last">Why the last one failed.</param>
public sealed record FailedFrames(int Count, FrameFailed Last);
