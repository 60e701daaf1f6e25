using System.Diagnostics.CodeAnalysis;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.ResultLog.Retention;

namespace VideoSeg.Streaming.ResultLog;

/// <summary>
/// The last results of all streams, in memory. A subscriber costs the streams nothing, and all of them together cost no more memory than the log. What is kept
/// is decided in <see cref="RetainedRecords"/>; here records get their sequence, and readers wait for them, under one lock.
/// </summary>
/// <param name="limits">What is kept.</param>
/// <param name="sequences">Numbers the results; borrowed.</param>
/// <param name="time">The clock.</param>
public sealed class MemoryResultLog(ResultHubOptions limits, SequenceNumbers sequences, TimeProvider time) : IResultLog
{
    private readonly Lock _gate = new();
    private readonly RetainedRecords _records = new(limits, time);
    private readonly LogWaiters _waiters = new();
    private bool _isComplete;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public async ValueTask<LoggedResult> AppendAsync(EncodedResult result, CancellationToken cancellationToken)
    {
        LoggedResult? record;
        while (!TryAppend(result, out record))
        {
            await sequences.WaitAsync(cancellationToken);
        }

        return record;
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
            _records.DropOld();
            return WindowNow();
        }
    }

    /// <inheritdoc/>
    public LogPosition PositionOf(ulong sequence)
    {
        lock (_gate)
        {
            return new LogPosition(_records.IndexOf(sequence), sequence);
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

    /// <summary>False: there is no sequence number for it now.</summary>
    private bool TryAppend(EncodedResult result, [NotNullWhen(true)] out LoggedResult? record)
    {
        WaiterBatch? waiters;
        lock (_gate)
        {
            if (!sequences.TryTake(out ulong sequence))
            {
                record = null;
                return false;
            }

            record = new LoggedResult(result.Stream, sequence, time.GetTimestamp(), result.FrameNumber, result.Encoded)
            {
                HasEvents = result.HasEvents,
                Previews = result.Previews,
            };
            waiters = Add(record);
        }

        waiters?.Execute();
        return true;
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
        _records.Add(record);
        return _waiters.TakeAll();
    }

    /// <summary>False: there is nothing to read before <paramref name="next"/> ends.</summary>
    private bool TryRead(LogPosition from, StreamPattern pattern, Span<LogRecord> records, out LogBatch batch, out Task next, CancellationToken cancellationToken)
    {
        Span<long> indexes = stackalloc long[records.Length];
        int count;
        LogRead read;
        lock (_gate)
        {
            _records.DropOld();
            var window = WindowNow();
            var dropped = _records.DroppedSince(from.Sequence, pattern);
            (batch, next) = (new LogBatch(0, from, null, window), Task.CompletedTask);
            if (from.Index >= _records.NextIndex && !dropped.MayReach(from.Sequence))
            {
                next = _isComplete ? next : _waiters.WaitAsync(cancellationToken);
                return _isComplete;
            }

            count = _records.Copy(from.Index, records, indexes, out long? behind);
            var end = behind is { } index ? new LogPosition(index, records[count - 1].Sequence + 1) : window.Next;
            read = new LogRead(from, end, pattern, dropped, window);
        }

        batch = read.Select(records[..count], indexes);
        return true;
    }

    private LogWindow WindowNow()
    {
        ulong first = _records.Oldest switch
        {
            null => sequences.Next,
            LoggedResult oldest => oldest.Sequence,
            var oldest => oldest.Sequence + 1,
        };
        return new LogWindow(first, new LogPosition(_records.NextIndex, sequences.Next), _isComplete) { FirstSequence = sequences.First };
    }
}
