namespace VideoSeg.Inference.Keyframes;

/// <summary>Which frames are keyframes, as a package or a stream says it.</summary>
/// <param name="Kind">The policy.</param>
/// <param name="Interval">Of <see cref="FixedIntervalPolicy"/>, and the longest of <see cref="AdaptivePolicy"/>; frames, 1 to 1000.</param>
/// <param name="Residual">Of <see cref="AdaptivePolicy"/>: the share of the picture that the warped keyframe may miss, 0 to 1.</param>
public sealed record KeyframeChoice(KeyframePolicyKind Kind, int Interval, double Residual)
{
    public const int DefaultInterval = 5;

    public const int MaxInterval = 1000;

    public const double DefaultResidual = 0.05;

    public IKeyframePolicy NewPolicy() => Kind switch
    {
        KeyframePolicyKind.FixedInterval => new FixedIntervalPolicy(Interval),
        KeyframePolicyKind.Adaptive => new AdaptivePolicy(Residual, Interval),
        _ => new EveryFramePolicy(),
    };
}
