using VideoSeg.Inference.Keyframes;

namespace VideoSeg.Samples.CustomHost;

/// <summary>A keyframe policy of your own: every second frame is a keyframe. Streams choose it by its name.</summary>
public sealed class AlternatePolicy : IKeyframePolicy
{
    public const string Name = "alternate";

    public bool Reuses => true;

    public KeyframeReason? DecideByCount(int framesSinceKeyframe) => framesSinceKeyframe >= 2 ? KeyframeReason.Interval : null;

    public KeyframeReason? Decide(in KeyframeEvidence evidence) => null;
}
