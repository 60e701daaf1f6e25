namespace VideoSeg.Bench.Peers;

/// <summary>One peer beside VideoSeg; a value for each round.</summary>
/// <param name="Name">In the figures.</param>
/// <param name="Description">With versions; why there are no figures where it could not run.</param>
internal sealed record PeerResult(string Name, string Description)
{
    /// <summary>Milliseconds a frame of the peer.</summary>
    public Samples Milliseconds { get; } = new();

    /// <summary>Its time by VideoSeg's with the model's own keyframe policy.</summary>
    public Samples Ratio { get; } = new();

    /// <summary>Its time by VideoSeg's with a keyframe on every frame.</summary>
    public Samples RatioWithoutReuse { get; } = new();

    /// <summary>PQ of its maps against VideoSeg's with a keyframe on every frame; null: it could not run.</summary>
    public double? Agreement { get; init; }
}
