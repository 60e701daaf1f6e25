namespace VideoSeg.Inference.Keyframes;

/// <summary>A keyframe as soon as the last one no longer explains the picture, and at the latest after an interval.</summary>
/// <param name="mostUnexplained">Share of the picture, 0 to 1, that the warped keyframe may miss.</param>
/// <param name="longestInterval">Frames, 1 or more.</param>
public sealed class AdaptivePolicy(double mostUnexplained, int longestInterval) : IKeyframePolicy
{
    /// <summary>Motion can't turn one scene into another: past this share the picture is a new one.</summary>
    private const double SceneCut = 0.5;

    public KeyframeReason? Decide(in KeyframeEvidence evidence) => evidence switch
    {
        { Residual: > SceneCut } => KeyframeReason.SceneCut,
        _ when evidence.Uncovered > mostUnexplained => KeyframeReason.Uncovered,
        _ when evidence.Residual > mostUnexplained => KeyframeReason.Residual,
        _ when evidence.FramesSinceKeyframe >= longestInterval => KeyframeReason.Interval,
        _ => null,
    };
}
