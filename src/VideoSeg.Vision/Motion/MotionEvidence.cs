namespace VideoSeg.Vision.Motion;

/// <summary>How badly a warped reference frame explains a frame. Shares of its cells, 0 to 1.</summary>
/// <param name="Residual">Those whose grey value the warped reference misses by more than the noise.</param>
/// <param name="Uncovered">Those that come from outside the reference frame.</param>
public readonly record struct MotionEvidence(double Residual, double Uncovered);
