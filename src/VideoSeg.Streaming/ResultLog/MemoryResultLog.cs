using VideoSeg.Streaming.Records;

namespace VideoSeg.Streaming.ResultLog;

/// <summary>
/// The last results of all streams, in memory, bounded by count, bytes and age. A subscriber costs the streams nothing, and all of them together cost no more
/// memory than the log. Who shares the limits with whom is told in <see cref="LogQuota"/>: live streams have the limits of the options, and the videos
/// of jobs have an eighth as much beside them, so that a job never pushes out a live stream's results.
/// </summary>
/// <param name="limits">What is kept.</param>
/// <param name="sequences">Numbers the results; owned by the log's lock.</param>
/// <param name="time">The clock.</param>
public sealed class MemoryResultLog(ResultHubOptions limits, SequenceNumbers sequences, TimeProvider time) : IResultLog
{
    /// <summary>What jobs may keep, as a divisor of what live streams may: their results are in files too.</summary>
    private const int JobsDivisor = 8;

    private readonly Lock _gate = new();
    private readonly RecordRing _ring = new();
    private readonly LogWaiters _waiters = new();
    private readonly LogQuota _live = new(limits.MaxResults, limits.MaxBytes);
    private readonly LogQuota _jobs = new(limits.MaxResults / JobsDivisor, limits.MaxBytes / JobsDivisor);
    private readonly Dictionary<StreamDescription, StreamShare> _shares = [];
    private readonly Queue<(StreamDescription Stream, StreamShare Share)> _emptyShares = [];
    private readonly Queue<LoggedResult> _withPreviews = [];
    private long _nextIndex;
    private long _previewBytes;

    /// <summary>Up to this sequence a share may have dropped results.</summary>
    private ulong _lastDropped;

    /// <summary>Up to this sequence results are gone, and it is not known any more of which streams.</summary>
    private ulong _lastForgotten;

    private bool _isComplete;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public ValueTask<LoggedResult> AppendAsync(EncodedResult result, CancellationToken cancellationToken)
    {
        LoggedResult record;
        WaiterBatch? waiters;
        lock (_gate)
        {
            record = new LoggedResult(result.Stream, sequences.Take(), time.GetTimestamp(), result.FrameNumber, result.Encoded)
            {
                HasEvents = result.HasEvents,
                Previews = result.Previews,
            };
            waiters = Add(record);
        }

        waiters?.Execute();
        return ValueTask.FromResult(record);
    }

    /// <inheritdoc/>
    public void AppendOpened(StreamDescription stream) => Append(sequence => new StreamOpened(stream, sequence, time.GetTimestamp()));

    /// <inheritdoc/>
    public void AppendClosed(StreamStatus last) => Append(sequence => new StreamClosed(last, sequence, time.GetTimestamp()));

    /// <inheritdoc/>
    public void Complete()
    {
        WaiterBatch? waiters;
        lock (_gate)
        {
            _isComplete = true;
            waiters = _waiters.TakeAll();
        }

        waiters?.Execute();
    }

    /// <inheritdoc/>
    public LogWindow Window()
    {
        lock (_gate)
        {
            DropOld();
            return WindowNow();
        }
    }

    /// <inheritdoc/>
    public LogPosition PositionOf(ulong sequence)
    {
        lock (_gate)
        {
            int place = _ring.PlaceOfSequence(sequence);
            return new LogPosition(place < _ring.Count ? _ring[place].Index : _nextIndex, sequence);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LogBatch> ReadAsync(LogPosition from, StreamPattern pattern, Memory<LogRecord> records, CancellationToken cancellationToken)
    {
        LogBatch batch;
        while (!TryRead(from, pattern, records.Span, out batch, out var next, cancellationToken))
        {
            await next;
        }

        return batch;
    }

    private void Append(Func<ulong, LogRecord> change)
    {
        WaiterBatch? waiters;
        lock (_gate)
        {
            waiters = Add(change(sequences.Next - 1));
        }

        waiters?.Execute();
    }

    /// <returns>Those who waited for it, to be woken outside of the lock.</returns>
    private WaiterBatch? Add(LogRecord record)
    {
        if (!_shares.TryGetValue(record.Stream, out var share))
        {
            _shares[record.Stream] = share = (record.Stream.IsLive ? _live : _jobs).NewShare();
        }

        _ring.Add(_nextIndex, record);
        share.Add(_nextIndex++, record);
        if (record is LoggedResult { Previews: { Count: > 0 } previews } result)
        {
            _withPreviews.Enqueue(result);
            ChangePreviewBytes(share, BytesOf(previews));
        }

        DropOld();
        return _waiters.TakeAll();
    }

    /// <summary>False: there is nothing to read before <paramref name="next"/> ends.</summary>
    private bool TryRead(LogPosition from, StreamPattern pattern, Span<LogRecord> records, out LogBatch batch, out Task next, CancellationToken cancellationToken)
    {
        Span<long> indexes = stackalloc long[records.Length];
        int count = 0;
        IReadOnlyList<StreamShare> dropped;
        ulong forgotten;
        LogWindow window;
        var end = from;
        lock (_gate)
        {
            DropOld();
            window = WindowNow();
            (dropped, forgotten) = DroppedBehind(from.Sequence, pattern);
            (batch, next) = (new LogBatch(0, from, null, window), Task.CompletedTask);
            if (from.Index >= _nextIndex && dropped.Count == 0 && forgotten < from.Sequence)
            {
                next = _isComplete ? next : _waiters.WaitAsync(cancellationToken);
                return _isComplete;
            }

            int place = _ring.PlaceOf(from.Index);
            for (; place < _ring.Count && count < records.Length; place++)
            {
                if (_ring[place] is { Record: { } record, Index: var index })
                {
                    (records[count], indexes[count++]) = (record, index);
                }
            }

            end = place < _ring.Count ? new LogPosition(_ring[place].Index, records[count - 1].Sequence + 1) : window.Next;
        }

        batch = Select(new Read(from, end, pattern, dropped, forgotten, window), records[..count], indexes);
        return true;
    }

    /// <summary>Keeps the records that match, up to the next ones in front of which results were dropped.</summary>
    private static LogBatch Select(in Read read, Span<LogRecord> records, ReadOnlySpan<long> indexes)
    {
        int kept = 0;
        ulong expected = read.From.Sequence;
        (ulong, ulong)? missed = null;
        for (int i = 0; i < records.Length; i++)
        {
            var record = records[i];
            if (!read.Pattern.Matches(record.Stream.StreamId))
            {
                continue;
            }

            ulong before = record is LoggedResult ? record.Sequence - 1 : record.Sequence;
            if (read.HasDropped(expected, before))
            {
                if (kept > 0)
                {
                    return new LogBatch(kept, new LogPosition(indexes[i], expected), missed, read.Window);
                }

                missed = (expected, before);
            }

            expected = record.Sequence + 1;
            records[kept++] = record;
        }

        if (read.HasDropped(expected, read.End.Sequence - 1))
        {
            if (kept > 0)
            {
                return new LogBatch(kept, read.End with { Sequence = expected }, missed, read.Window);
            }

            missed = (expected, read.End.Sequence - 1);
        }

        return new LogBatch(kept, read.End, missed, read.Window);
    }

    private (IReadOnlyList<StreamShare> Shares, ulong Forgotten) DroppedBehind(ulong sequence, StreamPattern pattern) => sequence > Math.Max(_lastDropped, _lastForgotten)
        ? ([], 0)
        : ([.. _shares.Where(s => s.Value.LastDropped >= sequence && pattern.Matches(s.Key.StreamId)).Select(s => s.Value)], _lastForgotten);

    private LogWindow WindowNow()
    {
        ulong first = _ring.Count == 0 ? sequences.Next
            : _ring[0].Record is LoggedResult ? _ring[0].Sequence
            : _ring[0].Sequence + 1;
        return new LogWindow(first, new LogPosition(_nextIndex, sequences.Next), _isComplete);
    }

    private void DropOld()
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

    /// <summary>What one read found under the lock.</summary>
    private readonly record struct Read(LogPosition From, LogPosition End, StreamPattern Pattern, IReadOnlyList<StreamShare> Dropped, ulong Forgotten, LogWindow Window)
    {
        /// <summary>Whether results between the two sequences, both included, may have been dropped before they were read.</summary>
        public bool HasDropped(ulong first, ulong last) =>
            first <= last && (first <= Forgotten || (Dropped.Count > 0 && Dropped.Any(s => s.DroppedBetween(first, last))));
    }
}
