namespace VideoSeg.Streaming.Records;

/// <summary>The outcome of a frame, with its place in the log.</summary>
/// <param name="Stream">The stream of the frame.</param>
/// <param name="Sequence">The result's place among the results of all streams.</param>
/// <param name="Added">When the log of this process got the record, as a timestamp of its clock.</param>
/// <param name="FrameNumber">The client's number of the frame.</param>
/// <param name="Encoded">The result's bytes, without its sequence.</param>
public sealed record LoggedResult(StreamDescription Stream, ulong Sequence, long Added, ulong FrameNumber, ReadOnlyMemory<byte> Encoded)
    : LogRecord(Stream, Sequence, Added)
{
    /// <summary>The frame's previews, in the sizes that subscribers asked for. The log drops old ones before it drops results.</summary>
    public IReadOnlyList<LoggedPreview> Previews { get; internal set; } = [];

    /// <summary>Whether the result carries events of the stream's zones and lines.</summary>
    public bool HasEvents { get; init; }

    /// <inheritdoc/>
    public override long Bytes => Overhead + Encoded.Length;
}
