namespace VideoSeg.Streaming.Records;

/// <summary>A result that is ready for the log, which gives it its sequence.</summary>
/// <param name="Stream">The stream of the frame.</param>
/// <param name="FrameNumber">The client's number of the frame.</param>
/// <param name="Encoded">The result's bytes, without its sequence.</param>
/// <param name="HasEvents">Whether the result carries events of the stream's zones and lines.</param>
/// <param name="Previews">The frame's previews.</param>
public sealed record EncodedResult(
    StreamDescription Stream, ulong FrameNumber, ReadOnlyMemory<byte> Encoded, bool HasEvents, IReadOnlyList<LoggedPreview> Previews);
