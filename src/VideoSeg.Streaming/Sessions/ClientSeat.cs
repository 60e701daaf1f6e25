namespace VideoSeg.Streaming.Sessions;

/// <summary>Who holds a stream: one client at a time, or nobody for a while after a connection broke.</summary>
internal sealed class ClientSeat(TimeProvider time)
{
    private readonly Lock _gate = new();
    private StreamAttachment? _holder;

    /// <summary>A timestamp of the steady clock: nobody's time is over because the wall clock was set.</summary>
    private long? _emptySince;

    private bool _closed;

    /// <summary>Whether a client sits here. Streams of the server's own have none.</summary>
    public bool IsTaken
    {
        get
        {
            lock (_gate)
            {
                return _holder is not null;
            }
        }
    }

    /// <summary>How long the client has been gone; null: it is there, or there never was one.</summary>
    public TimeSpan? EmptyFor
    {
        get
        {
            lock (_gate)
            {
                return _emptySince is { } since ? time.GetElapsedTime(since) : null;
            }
        }
    }

    /// <param name="holder">Sits here from now on.</param>
    /// <param name="before">Who must be gone before the new one may begin; null: nobody.</param>
    /// <returns>False: the stream is over.</returns>
    public bool TryTake(StreamAttachment holder, out StreamAttachment? before)
    {
        lock (_gate)
        {
            before = _holder;
            if (_closed)
            {
                return false;
            }

            (_holder, _emptySince) = (holder, null);
            return true;
        }
    }

    /// <summary>True: it was this one's to leave.</summary>
    /// <param name="holder">Leaves.</param>
    /// <param name="isLost">The seat is kept for the client.</param>
    public bool Leave(StreamAttachment holder, bool isLost)
    {
        lock (_gate)
        {
            if (_holder != holder || _closed)
            {
                return false;
            }

            (_holder, _emptySince, _closed) = (null, isLost ? time.GetTimestamp() : null, !isLost);
            return true;
        }
    }

    /// <summary>Nobody sits here any more.</summary>
    /// <returns>Who did; null: nobody.</returns>
    public StreamAttachment? Close()
    {
        lock (_gate)
        {
            _closed = true;
            return _holder;
        }
    }

    /// <summary>True: the client has been gone for so long, and can't come back any more.</summary>
    public bool CloseIfEmptyFor(TimeSpan least)
    {
        lock (_gate)
        {
            bool isOver = _emptySince is { } since && time.GetElapsedTime(since) >= least;
            _closed |= isOver;
            return isOver;
        }
    }
}
