namespace VideoSeg.Inference.Keyframes;

/// <summary>Says which frames the whole network looks at. Holds no state: what a policy may know is the evidence.</summary>
public interface IKeyframePolicy
{
    /// <summary>Why the frame is to be a keyframe; null: it is not.</summary>
    KeyframeReason? Decide(in KeyframeEvidence evidence);
}
