using VideoSeg.Streaming.Results;

namespace VideoSeg.Streaming.Hub;

/// <summary>
/// The last results of all streams, bounded by count, bytes and age, and the only thing between those who publish and those who subscribe:
/// whoever publishes appends and goes on; each subscriber reads at a place of its own, and finds what it left behind gone when it is too slow.
/// So a subscriber costs the stream nothing, and all of them together no more memory than the log.
/// </summary>
internal sealed class ResultLog(ResultHubOptions limits, SequenceNumbers sequences, IResultEncoding encoding, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<LoggedResult> _withPreviews = [];
    private readonly News _news = new();
    private LogEntry?[] _ring = new LogEntry?[64];
    private long _first;
    private long _next;
    private long _bytes;
    private long _previewBytes;
    private ulong _firstKeptSequence = sequences.Next;
    private bool _ended;

    /// <summary>Gives the result its sequence and keeps it.</summary>
    /// <param name="stream">Whose result.</param>
    /// <param name="result">Not published yet.</param>
    /// <param name="previews">Of its frame.</param>
    public FrameResult Append(StreamPublication stream, FrameResult result, IReadOnlyList<LoggedPreview> previews)
    {
        News.Wave? wave;
        lock (_gate)
        {
            result = result with { StreamId = stream.StreamId, Sequence = sequences.Take() };
            var entry = new LoggedResult(stream, result.Sequence, time.GetTimestamp(), encoding.Encode(result)) { Previews = previews, HasEvents = result.Events.Count > 0 };
            if (previews.Count > 0)
            {
                _withPreviews.Enqueue(entry);
                _previewBytes += BytesOf(previews);
            }

            wave = Add(entry);
        }

        wave?.Execute();
        return result;
    }

    /// <summary>Keeps a change of a stream at its place between the results.</summary>
    /// <param name="change">Made of its place, the last sequence before it, and the time.</param>
    public void Append(Func<long, ulong, long, LogEntry> change)
    {
        News.Wave? wave;
        lock (_gate)
        {
            wave = Add(change(_next, sequences.Next - 1, time.GetTimestamp()));
        }

        wave?.Execute();
    }

    /// <summary>No more will come.</summary>
    public void End()
    {
        News.Wave? wave;
        lock (_gate)
        {
            _ended = true;
            wave = _news.Take();
        }

        wave?.Execute();
    }

    /// <summary>How far the log reaches.</summary>
    public LogWindow Window()
    {
        lock (_gate)
        {
            return WindowNow();
        }
    }

    /// <summary>Where <paramref name="sequence"/> lies, or the first place behind where it would.</summary>
    public long IndexOf(ulong sequence)
    {
        lock (_gate)
        {
            long low = _first, high = _next;
            while (low < high)
            {
                long middle = low + ((high - low) / 2);
                if (At(middle)!.Sequence < sequence)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }
    }

    /// <summary>Copies what is at <paramref name="index"/> and behind it, and nothing when that is gone or yet to come.</summary>
    public (int Count, LogWindow Window) Read(long index, Span<LogEntry> entries)
    {
        lock (_gate)
        {
            var window = WindowNow();
            if (index < _first)
            {
                return (0, window);
            }

            int count = (int)Math.Min(_next - index, entries.Length);
            for (int i = 0; i < count; i++)
            {
                entries[i] = At(index + i)!;
            }

            return (count, window);
        }
    }

    /// <summary>Ends when there is something at <paramref name="index"/>, or nothing more will come.</summary>
    public Task NewsAsync(long index, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_next > index || _ended)
            {
                return Task.CompletedTask;
            }

            return _news.WaitAsync(cancellationToken);
        }
    }

    private ref LogEntry? At(long index) => ref _ring[index & (_ring.Length - 1)];

    private LogWindow WindowNow()
    {
        DropOld();
        return new LogWindow(_first, _next, _firstKeptSequence, sequences.Next, _ended);
    }

    /// <returns>Who waited for it, to be woken outside of the lock.</returns>
    private News.Wave? Add(LogEntry entry)
    {
        if (_next - _first == _ring.Length)
        {
            Grow();
        }

        At(_next++) = entry;
        _bytes += entry.Bytes;
        DropOld();
        return _news.Take();
    }

    private void DropOld()
    {
        while (_previewBytes > limits.MaxPreviewBytes)
        {
            DropPreviews(_withPreviews.Dequeue());
        }

        while (_first < _next && (_next - _first > limits.MaxResults || _bytes + _previewBytes > limits.MaxBytes || time.GetElapsedTime(At(_first)!.Added) > limits.MaxAge))
        {
            var oldest = At(_first)!;
            At(_first++) = null;
            _bytes -= oldest.Bytes;
            if (oldest is LoggedResult result)
            {
                _firstKeptSequence = result.Sequence + 1;
                if (_withPreviews.TryPeek(out var withPreviews) && ReferenceEquals(withPreviews, result))
                {
                    DropPreviews(_withPreviews.Dequeue());
                }
            }
        }
    }

    private void DropPreviews(LoggedResult result)
    {
        _previewBytes -= BytesOf(result.Previews);
        result.Previews = [];
    }

    /// <summary>The length stays a power of two, so that a place is found by its low bits.</summary>
    private void Grow()
    {
        var larger = new LogEntry?[2 * _ring.Length];
        for (long i = _first; i < _next; i++)
        {
            larger[i & (larger.Length - 1)] = At(i);
        }

        _ring = larger;
    }

    private static long BytesOf(IReadOnlyList<LoggedPreview> previews) => previews.Sum(p => (long)p.Encoded.Length);
}
