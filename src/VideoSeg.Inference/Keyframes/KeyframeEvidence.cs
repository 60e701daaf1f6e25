using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Keyframes;

/// <summary>What is known of a frame before the network is asked.</summary>
/// <param name="FramesSinceKeyframe">1 for the frame right after a keyframe.</param>
/// <param name="Motion">How badly the last keyframe, moved along the motion, explains it.</param>
public readonly record struct KeyframeEvidence(int FramesSinceKeyframe, MotionEvidence Motion);
