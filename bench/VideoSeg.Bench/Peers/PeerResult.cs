namespace VideoSeg.Bench.Peers;

/// <summary>The comparison of one peer with VideoSeg; samples have one value per round.</summary>
/// <param name="Name">The name in the figures.</param>
/// <param name="Description">The implementation and its versions, or the reason why it could not run.</param>
internal sealed record PeerResult(string Name, string Description)
{
    /// <summary>Milliseconds per frame of the peer.</summary>
    public Samples Milliseconds { get; } = new();

    /// <summary>The peer's time divided by VideoSeg's with the model's default keyframe policy.</summary>
    public Samples Ratio { get; } = new();

    /// <summary>The peer's time divided by VideoSeg's with a keyframe on every frame.</summary>
    public Samples RatioWithoutReuse { get; } = new();

    /// <summary>The PQ of its maps against VideoSeg's with a keyframe on every frame, or <see langword="null"/> if it could not run.</summary>
    public double? Agreement { get; init; }
}
