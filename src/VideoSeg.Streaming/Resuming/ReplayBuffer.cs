using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Records;

namespace VideoSeg.Streaming.Resuming;

/// <summary>
/// The results that a stream's client may not have received: those that wait for it, and the last ones that were sent, in frame order. One
/// appends, one reads. While the client is there one result may wait, so that a slow client slows its stream; while it is gone as many wait as are kept.
/// </summary>
/// <param name="maxCount">Results that are kept at most; 0: none once it was read.</param>
/// <param name="maxBytes">Bytes that they take at most.</param>
internal sealed class ReplayBuffer(int maxCount, long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly ChangeSignal _changed = new();
    private Queue<LoggedResult> _sent = [];
    private Queue<LoggedResult> _waiting = [];
    private long _bytes;
    private long _lastDropped = -1;
    private bool _isDetached;
    private bool _complete;
    private Exception? _failure;

    /// <summary>Ends when there is room for the result.</summary>
    public async ValueTask AppendAsync(LoggedResult result, CancellationToken cancellationToken)
    {
        while (!TryAppend(result, out var changed))
        {
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>No more results will come. The reader gets the failure, if there is one, behind the last result.</summary>
    public void Complete(Exception? failure = null)
    {
        lock (_gate)
        {
            _complete = true;
            _failure ??= failure;
            _changed.Set();
        }
    }

    /// <summary>The next result; null: there are no more.</summary>
    public async ValueTask<LoggedResult?> ReadAsync(CancellationToken cancellationToken)
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

    /// <summary>The client is gone: nobody reads until <see cref="TryRewind"/>.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _isDetached = true;
            _changed.Set();
        }
    }

    /// <summary>The client is back, and reads on behind <paramref name="last"/>, the frame number of the last result that it holds.</summary>
    /// <returns>False: results behind it were dropped.</returns>
    public bool TryRewind(ulong? last)
    {
        lock (_gate)
        {
            long held = last is { } number ? (long)Math.Min(number, long.MaxValue) : -1;
            if (held < _lastDropped)
            {
                return false;
            }

            // What the client holds need not be sent again, now or later.
            _lastDropped = held;
            _waiting = new(_sent.Concat(_waiting).Where(r => (long)r.FrameNumber > held));
            _sent = [];
            _bytes = _waiting.Sum(r => r.Bytes);
            _isDetached = false;
            _changed.Set();
            return true;
        }
    }

    private bool TryAppend(LoggedResult result, out Task changed)
    {
        lock (_gate)
        {
            changed = Task.CompletedTask;
            bool room = _isDetached ? _sent.Count + _waiting.Count < maxCount && _bytes < maxBytes : _waiting.Count == 0;
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

    private bool TryRead(out LoggedResult? result, out Task changed)
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
                var dropped = _sent.Dequeue();
                (_bytes, _lastDropped) = (_bytes - dropped.Bytes, (long)dropped.FrameNumber);
            }

            _changed.Set();
            return true;
        }
    }
}
