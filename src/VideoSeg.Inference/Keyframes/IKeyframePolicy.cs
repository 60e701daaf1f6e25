namespace VideoSeg.Inference.Keyframes;

/// <summary>Decides which frames of a stream are keyframes. One instance serves one stream.</summary>
public interface IKeyframePolicy
{
    /// <summary>Whether frames between keyframes are propagated from the last one. False: each frame is a keyframe, and the stream keeps nothing.</summary>
    bool Reuses { get; }

    /// <summary>Decides by the count alone, before any time is spent on the motion. Null: it does not; <see cref="Decide"/> is asked.</summary>
    /// <param name="framesSinceKeyframe">1 for the frame right after a keyframe.</param>
    KeyframeReason? DecideByCount(int framesSinceKeyframe);

    /// <summary>Returns why the frame is to be a keyframe; null: it is propagated. Not called where <see cref="Reuses"/> is false.</summary>
    KeyframeReason? Decide(in KeyframeEvidence evidence);
}
