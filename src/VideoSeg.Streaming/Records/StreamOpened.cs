namespace VideoSeg.Streaming.Records;

/// <summary>A stream was opened.</summary>
public sealed record StreamOpened(StreamDescription Stream, ulong Sequence, long Added) : LogRecord(Stream, Sequence, Added);
