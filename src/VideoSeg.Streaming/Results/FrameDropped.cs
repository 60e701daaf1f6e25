namespace VideoSeg.Streaming.Results;

/// <summary>The frame was dropped because a newer one came before it was decoded.</summary>
public sealed record FrameDropped : FrameOutcome;
