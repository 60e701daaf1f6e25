namespace VideoSeg.Vision.Tracking;

/// <summary>How objects are followed from frame to frame.</summary>
public sealed record TrackerOptions
{
    public const int MaxMemoryFrames = 10_000;

    public const double MaxReach = 100;

    /// <summary>How long an object that is not seen is remembered. In frames, 0 to 10000; default 30.</summary>
    public int MemoryFrames { get; init; } = 30;

    /// <summary>Pairs that agree less are never assigned. 0..1; default 0.1.</summary>
    public double LeastAffinity { get; init; } = 0.1;

    /// <summary>
    /// Share of the embedding in the affinity, the rest is position; where a model has no embedding, all is position. 0..1;
    /// default 0.5.
    /// </summary>
    public double EmbeddingWeight { get; init; } = 0.5;

    /// <summary>The share that the embedding of a track keeps with each detection. 0..1; default 0.8.</summary>
    public double EmbeddingInertia { get; init; } = 0.8;

    /// <summary>The share that the velocity of a track keeps with each detection. 0..1; default 0.5.</summary>
    public double VelocityInertia { get; init; } = 0.5;

    /// <summary>
    /// How far from its predicted centre an object may appear, in its own sizes (square root of the box's area) after one frame;
    /// grows with the square root of the frames it was not seen. 0 to 100; default 1.
    /// </summary>
    public double Reach { get; init; } = 1;
}
