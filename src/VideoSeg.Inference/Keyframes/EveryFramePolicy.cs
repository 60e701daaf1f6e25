namespace VideoSeg.Inference.Keyframes;

/// <summary>Nothing is reused.</summary>
public sealed class EveryFramePolicy : IKeyframePolicy
{
    public KeyframeReason? DecideByCount(int framesSinceKeyframe) => KeyframeReason.EveryFrame;

    public KeyframeReason? Decide(in KeyframeEvidence evidence) => KeyframeReason.EveryFrame;
}
