namespace VideoSeg.Inference.Keyframes;

/// <summary>Says which frames the whole network looks at. Holds no state: what a policy may know is what it is told.</summary>
public interface IKeyframePolicy
{
    /// <summary>What the count alone decides, before any time goes into the motion. Null: nothing; <see cref="Decide"/> is asked.</summary>
    /// <param name="framesSinceKeyframe">1 for the frame right after a keyframe.</param>
    KeyframeReason? DecideByCount(int framesSinceKeyframe);

    /// <summary>Why the frame is to be a keyframe; null: it is not.</summary>
    KeyframeReason? Decide(in KeyframeEvidence evidence);
}
