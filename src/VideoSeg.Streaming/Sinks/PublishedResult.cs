using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Streaming.Sinks;

/// <summary>A result as a sink gets it.</summary>
/// <param name="Stream">The stream of the frame.</param>
/// <param name="Sequence">The result's place among the results of all streams.</param>
/// <param name="Result">The outcome of the frame, with its events.</param>
/// <param name="Encoded">The same as bytes, without the sequence.</param>
public sealed record PublishedResult(StreamDescription Stream, ulong Sequence, FrameResult Result, ReadOnlyMemory<byte> Encoded);
