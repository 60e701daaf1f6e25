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

    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>
    /// Frames by which a stream's second keyframe comes early, so that the keyframes of many streams spread over the interval instead of
    /// coming all at once. Multiples of the golden ratio, taken modulo 1, lie well apart however many there are.
    /// </summary>
    /// <param name="place">Of the stream among those that are open, from 0, whose head start is 0.</param>
    public int HeadStart(int place) => (int)(Interval * (place * GoldenRatio % 1));

    public IKeyframePolicy NewPolicy() => Kind switch
    {
        KeyframePolicyKind.FixedInterval => new FixedIntervalPolicy(Interval),
        KeyframePolicyKind.Adaptive => new AdaptivePolicy(Residual, Interval),
        _ => new EveryFramePolicy(),
    };
}
