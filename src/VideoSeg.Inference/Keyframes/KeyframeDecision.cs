using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Keyframes;

/// <summary>Whether a frame is a keyframe, and which keyframe it builds on.</summary>
/// <param name="Reason">Why the frame is a keyframe; null: it is propagated.</param>
/// <param name="Motion">From the last keyframe to the frame. For a keyframe that does not continue the scene the flow is not computed. Null: the stream reuses nothing.</param>
/// <param name="Keyframe">The number of the keyframe that the frame builds on, or is.</param>
/// <param name="Continues">Whether the frame is a keyframe that shows the scene of the keyframe before it, so that what was kept of that one is still valid.</param>
internal readonly record struct KeyframeDecision(KeyframeReason? Reason, MotionField? Motion, int Keyframe, bool Continues);
