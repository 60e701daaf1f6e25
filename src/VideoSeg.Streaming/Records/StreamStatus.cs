namespace VideoSeg.Streaming.Records;

/// <summary>The status of a stream at one moment, as others than its client see it.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Statistics">What became of its frames so far.</param>
/// <param name="IsDetached">Whether its client is gone and may come back.</param>
/// <param name="MemoryBytes">The size of its cached tensors, in bytes.</param>
public sealed record StreamStatus(StreamDescription Stream, StreamSnapshot Statistics, bool IsDetached, long MemoryBytes)
{
    /// <summary>The status of a stream of which nothing but its description is known any more.</summary>
    public static StreamStatus Unknown(StreamDescription stream) => new(stream, new StreamSnapshot(), IsDetached: false, MemoryBytes: 0);
}
