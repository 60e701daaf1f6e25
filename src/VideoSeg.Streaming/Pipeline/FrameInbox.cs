using System.Threading.Channels;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>
/// Where a stream's frames wait for their turn, in their order: the only place at which frames are dropped. One sender, one receiver.
/// ALL: a full inbox makes the sender wait. LATEST: one frame waits to be decoded, and until it is requested a newer one replaces it; the
/// frame that was replaced has the outcome "dropped" and passes on as its own report.
/// </summary>
/// <param name="delivery">What a full inbox does.</param>
/// <param name="capacity">The frames that an ALL inbox holds.</param>
internal sealed class FrameInbox(DeliveryPolicy delivery, int capacity)
{
    /// <summary>Behind this many unreported drops the sender waits too: a receiver that stands still must not pile up reports without limit.</summary>
    private const int MostUnreportedDrops = 4096;

    private readonly Lock _gate = new();
    private readonly ChangeSignal _changed = new();
    private readonly Queue<FrameInProgress> _frames = [];
    private readonly bool _latest = delivery == DeliveryPolicy.Latest;
    private FrameInProgress? _newest;
    private bool _requested;
    private bool _complete;

    /// <summary>Ends when the frame is in; one that is cancelled is not.</summary>
    /// <exception cref="ChannelClosedException">The inbox takes no more frames.</exception>
    public async ValueTask SendAsync(FrameInProgress frame, CancellationToken cancellationToken)
    {
        while (!TrySend(frame, out var changed))
        {
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>No more frames will come; those that are in go on.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            _changed.Set();
        }
    }

    /// <summary>
    /// LATEST gives out a frame only when one is requested: a frame that is decoded ahead would be old when its turn comes. ALL does not need this.
    /// </summary>
    public void RequestNext()
    {
        lock (_gate)
        {
            _requested = true;
            _changed.Set();
        }
    }

    /// <summary>The next frame, which may have its outcome already; null when no more will come.</summary>
    public async ValueTask<FrameInProgress?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryReceive(out var frame, out var changed))
            {
                return frame;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Releases the frames that nobody will receive any more.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            while (_frames.TryDequeue(out var frame))
            {
                frame.Dispose();
            }
        }
    }

    private bool TrySend(FrameInProgress frame, out Task changed)
    {
        lock (_gate)
        {
            if (_complete)
            {
                throw new ChannelClosedException();
            }

            changed = Task.CompletedTask;
            if (_frames.Count >= (_latest ? MostUnreportedDrops : capacity))
            {
                changed = _changed.Next;
                return false;
            }

            if (_latest)
            {
                if (_newest is { Outcome: null })
                {
                    _newest.Ended(new FrameDropped());
                }

                _newest = frame;
            }

            _frames.Enqueue(frame);
            _changed.Set();
            return true;
        }
    }

    /// <summary>True with null: no more frames will come.</summary>
    private bool TryReceive(out FrameInProgress? frame, out Task changed)
    {
        lock (_gate)
        {
            changed = Task.CompletedTask;
            bool isThere = _frames.TryPeek(out frame);
            bool needsRequest = _latest && frame is { Outcome: null };
            if (isThere ? needsRequest && !_requested : !_complete)
            {
                changed = _changed.Next;
                return false;
            }

            if (!isThere)
            {
                return true;
            }

            if (needsRequest)
            {
                (_requested, _newest) = (false, null);
            }

            _frames.Dequeue();
            _changed.Set();
            return true;
        }
    }
}
