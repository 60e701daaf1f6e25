using System.Threading.Channels;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// Where a stream's frames wait for their turn, in their order: the only place at which frames are dropped. One sender, one receiver.
/// ALL: a full inbox makes the sender wait. LATEST: one frame waits to be decoded, and until it is wanted a newer one takes its place; what
/// was passed over has ended and goes on as the report of it.
/// </summary>
/// <param name="delivery">What a full inbox does.</param>
/// <param name="capacity">Of an ALL inbox, in frames.</param>
internal sealed class FrameInbox(DeliveryPolicy delivery, int capacity)
{
    /// <summary>Past this many unreported drops the sender waits too: a receiver that stands still must not gather reports without end.</summary>
    private const int MostUnreportedDrops = 4096;

    private readonly Lock _gate = new();
    private readonly ChangeSignal _changed = new();
    private readonly Queue<FrameInProgress> _frames = [];
    private readonly bool _latest = delivery == DeliveryPolicy.Latest;
    private FrameInProgress? _newest;
    private bool _wanted;
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
    /// LATEST gives a frame out only when one is wanted: a frame that is decoded ahead would be old when its turn comes. ALL does not ask.
    /// </summary>
    public void Want()
    {
        lock (_gate)
        {
            _wanted = true;
            _changed.Set();
        }
    }

    /// <summary>The next frame, which may have ended already; null when no more will come.</summary>
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

    /// <summary>Lets go of the frames that nobody will receive any more.</summary>
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

    /// <summary>True with null: it is over.</summary>
    private bool TryReceive(out FrameInProgress? frame, out Task changed)
    {
        lock (_gate)
        {
            changed = Task.CompletedTask;
            bool isThere = _frames.TryPeek(out frame);
            bool asked = _latest && frame is { Outcome: null };
            if (isThere ? asked && !_wanted : !_complete)
            {
                changed = _changed.Next;
                return false;
            }

            if (!isThere)
            {
                return true;
            }

            if (asked)
            {
                (_wanted, _newest) = (false, null);
            }

            _frames.Dequeue();
            _changed.Set();
            return true;
        }
    }
}
