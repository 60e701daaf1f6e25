using VideoSeg.Streaming.Records;

namespace VideoSeg.Streaming.ResultLog.Retention;

/// <summary>What one stream holds of the log, and which of its results are gone. Since its oldest record always goes first, one sequence tells that.</summary>
internal sealed class StreamShare(LogQuota quota)
{
    private readonly Queue<(long Index, LogRecord Record)> _records = [];

    public int Count => _records.Count;

    public long Bytes { get; private set; }

    /// <summary>The sequence of the stream's first result; 0: it had none.</summary>
    public ulong FirstSequence { get; private set; }

    /// <summary>The sequence of the last result that was dropped; 0: none was.</summary>
    public ulong LastDropped { get; private set; }

    /// <summary>When the share became empty, as a timestamp.</summary>
    public long EmptySince { get; set; }

    public void Add(long index, LogRecord record)
    {
        _records.Enqueue((index, record));
        if (record is LoggedResult && FirstSequence == 0)
        {
            FirstSequence = record.Sequence;
        }

        Change(1, record.Bytes);
    }

    public (long Index, LogRecord Record) RemoveOldest()
    {
        var (index, record) = _records.Dequeue();
        if (record is LoggedResult)
        {
            LastDropped = record.Sequence;
        }

        Change(-1, -record.Bytes);
        return (index, record);
    }

    /// <summary>Counts bytes of previews, which come and go apart from their records.</summary>
    public void ChangePreviews(long bytes) => Change(0, bytes);

    /// <summary>Removes the share from its group.</summary>
    public void Leave() => quota.Remove(this);

    /// <summary>Whether a result between the two sequences, both included, may be one that was dropped.</summary>
    public bool DroppedBetween(ulong first, ulong last) => LastDropped >= first && FirstSequence <= last && LastDropped > 0;

    private void Change(int count, long bytes)
    {
        Bytes += bytes;
        quota.Change(count, bytes);
    }
}
