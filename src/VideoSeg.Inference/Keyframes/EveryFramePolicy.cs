namespace VideoSeg.Inference.Keyframes;

/// <summary>Makes each frame a keyframe.</summary>
public sealed class EveryFramePolicy : IKeyframePolicy
{
    public const string Name = "every-frame";

    public bool Reuses => false;

    public KeyframeReason? DecideByCount(int framesSinceKeyframe) => KeyframeReason.EveryFrame;

    public KeyframeReason? Decide(in KeyframeEvidence evidence) => KeyframeReason.EveryFrame;
}
