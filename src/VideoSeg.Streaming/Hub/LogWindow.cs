namespace VideoSeg.Streaming.Hub;

/// <summary>How far the log reaches at one moment.</summary>
/// <param name="FirstIndex">Of the oldest entry.</param>
/// <param name="NextIndex">Behind the newest entry.</param>
/// <param name="FirstKeptSequence">Of the oldest result; the next one's where there is none.</param>
/// <param name="NextSequence">Of the next result.</param>
/// <param name="Ended">Nothing more will come.</param>
internal readonly record struct LogWindow(long FirstIndex, long NextIndex, ulong FirstKeptSequence, ulong NextSequence, bool Ended);
