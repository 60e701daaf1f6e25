using VideoSeg.Streaming.Records;

namespace VideoSeg.Streaming.ResultLog.Retention;

/// <summary>
/// The records that the log in memory holds, and what it knows of those that it dropped: bounded by count, bytes and age. Who shares the limits with whom is told in
/// <see cref="LogQuota"/>: live streams have the limits of the options, and the videos of jobs have an eighth as much beside them, so that a job never pushes out a
/// live stream's results. Not thread-safe: the log's lock guards it.
/// </summary>
/// <param name="limits">What is kept.</param>
/// <param name="time">The clock.</param>
internal sealed class RetainedRecords(ResultHubOptions limits, TimeProvider time)
{
    /// <summary>What jobs may keep, as a divisor of what live streams may: their results are in files too.</summary>
    private const int JobsDivisor = 8;

    private readonly RecordRing _ring = new();
    private readonly LogQuota _live = new(limits.MaxResults, limits.MaxBytes);
    private readonly LogQuota _jobs = new(limits.MaxResults / JobsDivisor, limits.MaxBytes / JobsDivisor);
    private readonly Dictionary<StreamDescription, StreamShare> _shares = [];
    private readonly Queue<(StreamDescription Stream, StreamShare Share)> _emptyShares = [];
    private readonly Queue<LoggedResult> _withPreviews = [];
    private long _previewBytes;

    /// <summary>Up to this sequence a share may have dropped results.</summary>
    private ulong _lastDropped;

    /// <summary>Up to this sequence results are gone, and it is not known any more of which streams.</summary>
    private ulong _lastForgotten;

    /// <summary>The index of the next record.</summary>
    public long NextIndex { get; private set; }

    /// <summary>The oldest record; null: there is none.</summary>
    public LogRecord? Oldest => _ring.Count == 0 ? null : _ring[0].Record;

    /// <summary>The index of the first record with at least this sequence.</summary>
    public long IndexOf(ulong sequence)
    {
        int place = _ring.PlaceOfSequence(sequence);
        return place < _ring.Count ? _ring[place].Index : NextIndex;
    }

    public void Add(LogRecord record)
    {
        if (!_shares.TryGetValue(record.Stream, out var share))
        {
            _shares[record.Stream] = share = (record.Stream.IsLive ? _live : _jobs).NewShare();
        }

        _ring.Add(NextIndex, record);
        share.Add(NextIndex++, record);
        if (record is LoggedResult { Previews: { Count: > 0 } previews } result)
        {
            _withPreviews.Enqueue(result);
            ChangePreviewBytes(share, BytesOf(previews));
        }

        DropOld();
    }

    /// <summary>Copies records from an index on.</summary>
    /// <param name="from">The index of the first.</param>
    /// <param name="records">Written.</param>
    /// <param name="indexes">Written; as long as <paramref name="records"/>.</param>
    /// <param name="next">The index behind the copied records; null: they reach to the end.</param>
    /// <returns>The number of records.</returns>
    public int Copy(long from, Span<LogRecord> records, Span<long> indexes, out long? next)
    {
        int count = 0;
        int place = _ring.PlaceOf(from);
        for (; place < _ring.Count && count < records.Length; place++)
        {
            if (_ring[place] is { Record: { } record, Index: var index })
            {
                (records[count], indexes[count++]) = (record, index);
            }
        }

        next = place < _ring.Count ? _ring[place].Index : null;
        return count;
    }

    /// <summary>What was dropped of matching streams from a sequence on.</summary>
    public DroppedResults DroppedSince(ulong sequence, StreamPattern pattern) => sequence > Math.Max(_lastDropped, _lastForgotten)
        ? new DroppedResults([], 0)
        : new DroppedResults([.. _shares.Where(s => s.Value.LastDropped >= sequence && pattern.Matches(s.Key.StreamId)).Select(s => s.Value)], _lastForgotten);

    /// <summary>Drops what is over a limit now.</summary>
    public void DropOld()
    {
        while (_previewBytes > limits.MaxPreviewBytes)
        {
            DropPreviews(_withPreviews.Dequeue());
        }

        while ((_live.FindExceeding() ?? _jobs.FindExceeding()) is { } share)
        {
            DropOldestOf(share);
            _lastDropped = Math.Max(_lastDropped, share.LastDropped);
        }

        while (_ring.Count > 0 && _ring[0].Record is { } oldest && IsTooOld(oldest.Added))
        {
            // All that lies before the oldest record is gone, so its streams need not be remembered.
            DropOldestOf(_shares[oldest.Stream]);
            _lastForgotten = Math.Max(_lastForgotten, oldest.Sequence);
        }

        while (_emptyShares.TryPeek(out var empty) && (empty.Share.Count > 0 || empty.Share.LastDropped <= _lastForgotten || IsTooOld(empty.Share.EmptySince)))
        {
            Forget(_emptyShares.Dequeue());
        }
    }

    private void DropOldestOf(StreamShare share)
    {
        var (index, record) = share.RemoveOldest();
        _ring.Remove(index);
        if (record is LoggedResult result)
        {
            DropPreviews(result);
            while (_withPreviews.TryPeek(out var first) && first.Previews.Count == 0)
            {
                _withPreviews.Dequeue();
            }
        }

        if (share.Count == 0)
        {
            share.EmptySince = time.GetTimestamp();
            _emptyShares.Enqueue((record.Stream, share));
        }
    }

    private void Forget((StreamDescription Stream, StreamShare Share) empty)
    {
        if (empty.Share.Count == 0 && _shares.Remove(empty.Stream))
        {
            _lastForgotten = Math.Max(_lastForgotten, empty.Share.LastDropped);
            empty.Share.Leave();
        }
    }

    private void DropPreviews(LoggedResult result)
    {
        if (result.Previews.Count == 0)
        {
            return;
        }

        ChangePreviewBytes(_shares[result.Stream], -BytesOf(result.Previews));
        result.Previews = [];
    }

    private void ChangePreviewBytes(StreamShare share, long bytes)
    {
        share.ChangePreviews(bytes);
        _previewBytes += bytes;
    }

    private bool IsTooOld(long added) => time.GetElapsedTime(added) > limits.MaxAge;

    private static long BytesOf(IReadOnlyList<LoggedPreview> previews) => previews.Sum(p => (long)p.Encoded.Length);
}
