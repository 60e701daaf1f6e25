namespace VideoSeg.Streaming.Results;

/// <summary>How a frame ended: <see cref="FrameSegmented"/>, <see cref="FrameFailed"/> or <see cref="FrameDropped"/>.</summary>
public abstract record FrameOutcome;
