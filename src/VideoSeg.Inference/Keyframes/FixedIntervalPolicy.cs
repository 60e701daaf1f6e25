namespace VideoSeg.Inference.Keyframes;

/// <summary>Makes each n-th frame a keyframe, whatever it shows (YolactEdge, with n = 5).</summary>
/// <param name="interval">n in frames, 1 or more.</param>
public sealed class FixedIntervalPolicy(int interval) : IKeyframePolicy
{
    public const string Name = "fixed-interval";

    public bool Reuses => true;

    public KeyframeReason? DecideByCount(int framesSinceKeyframe) => framesSinceKeyframe >= interval ? KeyframeReason.Interval : null;

    public KeyframeReason? Decide(in KeyframeEvidence evidence) => null;
}
