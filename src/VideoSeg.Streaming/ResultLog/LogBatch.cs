namespace VideoSeg.Streaming.ResultLog;

/// <summary>What one read of the log gave.</summary>
/// <param name="Count">The number of records.</param>
/// <param name="Next">Where to read on.</param>
/// <param name="Missed">Sequences in front of the records, some of which are of results that the log dropped before the reader came to them; null: none.</param>
/// <param name="Window">How far the log reached.</param>
public readonly record struct LogBatch(int Count, LogPosition Next, (ulong First, ulong Last)? Missed, LogWindow Window);
