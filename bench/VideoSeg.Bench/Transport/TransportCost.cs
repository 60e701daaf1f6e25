namespace VideoSeg.Bench.Transport;

/// <summary>What messages of one size cost.</summary>
/// <param name="Bytes">Of a frame's picture.</param>
internal sealed record TransportCost(int Bytes)
{
    /// <summary>Milliseconds a frame, as many as go; a value for each round.</summary>
    public Samples Saturated { get; } = new();

    /// <summary>Milliseconds from a frame to its result, one at a time; a value for each frame.</summary>
    public Samples Delay { get; } = new();
}
