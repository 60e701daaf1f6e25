namespace VideoSeg.Streaming.Records;

/// <summary>A stream was closed: no more results follow.</summary>
/// <param name="Last">The stream's status when it was closed.</param>
/// <param name="Sequence">The sequence of the last result before it.</param>
/// <param name="Added">When the log of this process got the record.</param>
public sealed record StreamClosed(StreamStatus Last, ulong Sequence, long Added) : LogRecord(Last.Stream, Sequence, Added);
