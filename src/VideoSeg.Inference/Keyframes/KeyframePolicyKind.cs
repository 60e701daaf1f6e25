namespace VideoSeg.Inference.Keyframes;

/// <summary>The policies that a package or a stream may name.</summary>
public enum KeyframePolicyKind
{
    /// <summary><see cref="EveryFramePolicy"/>.</summary>
    EveryFrame,

    /// <summary><see cref="FixedIntervalPolicy"/>.</summary>
    FixedInterval,

    /// <summary><see cref="AdaptivePolicy"/>.</summary>
    Adaptive,
}
