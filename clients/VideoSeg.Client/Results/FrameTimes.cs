namespace VideoSeg.Client;

/// <summary>When a frame passed each stage, by the server's clock. A stage that the frame did not reach is null.</summary>
/// <param name="Received">The frame's message was read.</param>
/// <param name="Queued">The frame was put into the stream's inbox.</param>
/// <param name="Decoded">The frame's pixels were decoded.</param>
/// <param name="Inferred">The network's outputs were ready.</param>
/// <param name="Done">The outcome was ready: segments with tracks and masks, an error, or a drop.</param>
public sealed record FrameTimes(DateTimeOffset Received, DateTimeOffset? Queued, DateTimeOffset? Decoded, DateTimeOffset? Inferred, DateTimeOffset? Done);
