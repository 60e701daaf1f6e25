namespace VideoSeg.Streaming.ResultLog;

/// <summary>How far the log reaches at one moment.</summary>
/// <param name="FirstKeptSequence">The sequence of the oldest result; where there is none, of the next one.</param>
/// <param name="Next">The position behind the newest record.</param>
/// <param name="IsComplete">Whether no more records will come.</param>
public readonly record struct LogWindow(ulong FirstKeptSequence, LogPosition Next, bool IsComplete)
{
    /// <summary>The lowest sequence that the numbering of this log has ever had; a lower one is of an earlier log. Default: 0.</summary>
    public ulong FirstSequence { get; init; }
}
