namespace VideoSeg.Bench.Transport;

/// <summary>The cost of messages of one size.</summary>
/// <param name="Bytes">The size of a frame's picture in bytes.</param>
internal sealed record TransportCost(int Bytes)
{
    /// <summary>Milliseconds per frame of a saturated stream; one value per round.</summary>
    public Samples Saturated { get; } = new();

    /// <summary>Milliseconds from sending a frame to receiving its result, one frame at a time; one value per frame.</summary>
    public Samples Delay { get; } = new();
}
