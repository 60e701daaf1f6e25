namespace VideoSeg.Streaming.ResultLog;

/// <summary>A place between two records of the log.</summary>
/// <param name="Index">The number of the next record, stream changes included.</param>
/// <param name="Sequence">The sequence of the next result: the first one that a reader at this position does not know of.</param>
public readonly record struct LogPosition(long Index, ulong Sequence);
