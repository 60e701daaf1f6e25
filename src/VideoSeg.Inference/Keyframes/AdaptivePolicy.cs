namespace VideoSeg.Inference.Keyframes;

/// <summary>
/// Makes a frame a keyframe as soon as the last one no longer explains the picture, and at the latest after an interval. The frame right after a keyframe
/// is always propagated: so near, the warp loses little, and a camera that moves fast would otherwise make every frame a keyframe.
/// </summary>
/// <param name="mostUnexplained">The share of the picture, 0 to 1, that the warped keyframe may miss.</param>
/// <param name="longestInterval">Frames, 1 or more.</param>
public sealed class AdaptivePolicy(double mostUnexplained, int longestInterval) : IKeyframePolicy
{
    /// <summary>Motion can't turn one scene into another: past this share the picture is a new one.</summary>
    private const double SceneCut = 0.5;

    /// <summary>A camera that moves uncovers a few cells with each frame, and the warp fills them well enough; more than this it does not.</summary>
    private const double MostUncovered = 0.1;

    public const string Name = "adaptive";

    public bool Reuses => true;

    public KeyframeReason? DecideByCount(int framesSinceKeyframe) => null;

    public KeyframeReason? Decide(in KeyframeEvidence evidence) => evidence switch
    {
        { Motion.Residual: > SceneCut } => KeyframeReason.SceneCut,
        _ when evidence.FramesSinceKeyframe >= longestInterval => KeyframeReason.Interval,
        { FramesSinceKeyframe: 1 } => null,
        { Motion.Uncovered: > MostUncovered } => KeyframeReason.Uncovered,
        _ when evidence.Motion.Residual > mostUnexplained => KeyframeReason.Residual,
        _ => null,
    };
}
