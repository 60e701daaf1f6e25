namespace VideoSeg.Inference.Keyframes;

/// <summary>What is known of a frame before the network is asked.</summary>
/// <param name="FramesSinceKeyframe">1 for the frame right after a keyframe.</param>
/// <param name="Residual">The share of the picture that the warped keyframe does not explain, 0 to 1.</param>
/// <param name="Uncovered">The share of the picture that comes from outside the keyframe, 0 to 1.</param>
public readonly record struct KeyframeEvidence(int FramesSinceKeyframe, double Residual, double Uncovered);
