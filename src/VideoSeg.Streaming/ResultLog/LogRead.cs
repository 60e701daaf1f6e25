using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.ResultLog.Retention;

namespace VideoSeg.Streaming.ResultLog;

/// <summary>One read of the log: what was found under its lock, from which the matching records are selected outside of it.</summary>
/// <param name="From">Where the reader is.</param>
/// <param name="End">The position behind the records that were found.</param>
/// <param name="Pattern">The streams that are read.</param>
/// <param name="Dropped">What the reader cannot get any more.</param>
/// <param name="Window">How far the log reached.</param>
internal readonly record struct LogRead(LogPosition From, LogPosition End, StreamPattern Pattern, DroppedResults Dropped, LogWindow Window)
{
    /// <summary>Keeps the records that match, up to the next ones in front of which results were dropped.</summary>
    /// <param name="records">The records that were found; afterwards the first ones are those that are kept.</param>
    /// <param name="indexes">The index of each record.</param>
    public LogBatch Select(Span<LogRecord> records, ReadOnlySpan<long> indexes)
    {
        int kept = 0;
        ulong expected = From.Sequence;
        (ulong, ulong)? missed = null;
        for (int i = 0; i < records.Length; i++)
        {
            var record = records[i];
            if (!Pattern.Matches(record.Stream.StreamId))
            {
                continue;
            }

            ulong before = record is LoggedResult ? record.Sequence - 1 : record.Sequence;
            if (Dropped.MayLieBetween(expected, before))
            {
                if (kept > 0)
                {
                    return new LogBatch(kept, new LogPosition(indexes[i], expected), missed, Window);
                }

                missed = (expected, before);
            }

            expected = record.Sequence + 1;
            records[kept++] = record;
        }

        if (Dropped.MayLieBetween(expected, End.Sequence - 1))
        {
            if (kept > 0)
            {
                return new LogBatch(kept, End with { Sequence = expected }, missed, Window);
            }

            missed = (expected, End.Sequence - 1);
        }

        return new LogBatch(kept, End, missed, Window);
    }
}
