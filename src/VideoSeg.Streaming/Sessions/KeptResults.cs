using VideoSeg.Streaming.Results;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// What a stream's client has not received for sure: results that wait for it, and the last ones that were sent, in frame order. One
/// appends, one reads. While the client is there one result may wait, so that a slow one slows its stream; while it is gone as many wait as are kept.
/// </summary>
/// <param name="maxCount">Results that are kept at most; 0: none once it was read.</param>
/// <param name="maxBytes">That they hold at most.</param>
internal sealed class KeptResults(int maxCount, long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly ChangeSignal _changed = new();
    private Queue<FrameResult> _sent = [];
    private Queue<FrameResult> _waiting = [];
    private long _bytes;
    private long _lastForgotten = -1;
    private bool _readerIsGone;
    private bool _complete;
    private Exception? _failure;

    /// <summary>Ends when there is room for the result.</summary>
    public async ValueTask AppendAsync(FrameResult result, CancellationToken cancellationToken)
    {
        while (!TryAppend(result, out var changed))
        {
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>No more results will come; with a failure, the reader gets it behind the last one.</summary>
    public void Complete(Exception? failure = null)
    {
        lock (_gate)
        {
            _complete = true;
            _failure ??= failure;
            _changed.Set();
        }
    }

    /// <summary>The next result; null: there was the last one.</summary>
    public async ValueTask<FrameResult?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(out var result, out var changed))
            {
                return result;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Nobody reads until <see cref="TryRewind"/>.</summary>
    public void ReaderIsGone()
    {
        lock (_gate)
        {
            _readerIsGone = true;
            _changed.Set();
        }
    }

    /// <summary>A reader is back and goes on behind <paramref name="last"/>, the frame number of the last result that it holds.</summary>
    /// <returns>False: results behind it are not kept any more.</returns>
    public bool TryRewind(ulong? last)
    {
        lock (_gate)
        {
            long held = last is { } number ? (long)Math.Min(number, long.MaxValue) : -1;
            if (held < _lastForgotten)
            {
                return false;
            }

            // What the client holds it need not be sent again, now or later.
            _lastForgotten = held;
            _waiting = new(_sent.Concat(_waiting).Where(r => (long)r.FrameNumber > held));
            _sent = [];
            _bytes = _waiting.Sum(r => r.Bytes);
            _readerIsGone = false;
            _changed.Set();
            return true;
        }
    }

    private bool TryAppend(FrameResult result, out Task changed)
    {
        lock (_gate)
        {
            changed = Task.CompletedTask;
            bool room = _readerIsGone ? _sent.Count + _waiting.Count < maxCount && _bytes < maxBytes : _waiting.Count == 0;
            if (!room)
            {
                changed = _changed.Next;
                return false;
            }

            _waiting.Enqueue(result);
            _bytes += result.Bytes;
            _changed.Set();
            return true;
        }
    }

    private bool TryRead(out FrameResult? result, out Task changed)
    {
        lock (_gate)
        {
            changed = Task.CompletedTask;
            if (!_waiting.TryDequeue(out result))
            {
                if (_failure is not null)
                {
                    throw _failure;
                }

                changed = _complete ? changed : _changed.Next;
                return _complete;
            }

            _sent.Enqueue(result);
            while (_sent.Count > 0 && (_sent.Count + _waiting.Count > maxCount || _bytes > maxBytes))
            {
                var forgotten = _sent.Dequeue();
                (_bytes, _lastForgotten) = (_bytes - forgotten.Bytes, (long)forgotten.FrameNumber);
            }

            _changed.Set();
            return true;
        }
    }
}
