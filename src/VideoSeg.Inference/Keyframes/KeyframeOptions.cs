namespace VideoSeg.Inference.Keyframes;

/// <summary>Which frames are keyframes, as a package or a stream says it.</summary>
/// <param name="Policy">The name of the policy; one of <see cref="KeyframePolicies.Names"/>.</param>
/// <param name="Interval">From a keyframe to the next, in frames, 1 to 1000; each policy says what it makes of it.</param>
/// <param name="Residual">The share of the picture, 0 to 1, that the last keyframe may fail to explain; each policy says what it makes of it.</param>
public sealed record KeyframeOptions(string Policy, int Interval = KeyframeOptions.DefaultInterval, double Residual = KeyframeOptions.DefaultResidual)
{
    public const int DefaultInterval = 5;

    public const int MaxInterval = 1000;

    public const double DefaultResidual = 0.05;

    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>
    /// Frames by which a stream's second keyframe comes early, so that the keyframes of many streams spread over the interval instead of
    /// coming all at once. Multiples of the golden ratio, taken modulo 1, lie well apart however many there are.
    /// </summary>
    /// <param name="index">The index of the stream among those that are open, from 0, whose head start is 0.</param>
    public int HeadStart(int index) => (int)(Interval * (index * GoldenRatio % 1));
}
