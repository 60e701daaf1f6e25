namespace VideoSeg.Inference.Keyframes;

/// <summary>Each n-th frame, whatever is seen (YolactEdge, with n = 5).</summary>
/// <param name="interval">n, 1 or more.</param>
public sealed class FixedIntervalPolicy(int interval) : IKeyframePolicy
{
    public KeyframeReason? DecideByCount(int framesSinceKeyframe) => framesSinceKeyframe >= interval ? KeyframeReason.Interval : null;

    public KeyframeReason? Decide(in KeyframeEvidence evidence) => null;
}
