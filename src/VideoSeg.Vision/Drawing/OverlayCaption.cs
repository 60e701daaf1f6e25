namespace VideoSeg.Vision.Drawing;

/// <summary>What is said of a frame in its corner.</summary>
/// <param name="IsKeyframe">Drawn as a full dot; a ring for the others.</param>
/// <param name="Text">Such as "keyframe: interval".</param>
public sealed record OverlayCaption(bool IsKeyframe, string Text);
