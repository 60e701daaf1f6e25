namespace VideoSeg.Streaming.Resuming;

/// <summary>Which client holds a stream: one at a time, or none for a while after a connection broke.</summary>
/// <typeparam name="THolder">The attachment of a client.</typeparam>
internal sealed class StreamLease<THolder>(TimeProvider time)
    where THolder : class
{
    private readonly Lock _gate = new();
    private THolder? _holder;

    /// <summary>A timestamp of the monotonic clock: setting the wall clock ends no lease.</summary>
    private long? _vacantSince;

    private bool _isClosed;

    /// <summary>The attachment of the client; null: it is gone. Streams of the server's own have none.</summary>
    public THolder? Holder
    {
        get
        {
            lock (_gate)
            {
                return _holder;
            }
        }
    }

    /// <summary>How long the client has been gone; null: it is there, or there never was one.</summary>
    public TimeSpan? VacantFor
    {
        get
        {
            lock (_gate)
            {
                return _vacantSince is { } since ? time.GetElapsedTime(since) : null;
            }
        }
    }

    /// <summary>Makes an attachment the holder.</summary>
    /// <param name="holder">The new holder.</param>
    /// <param name="previous">The holder that must have released the stream before the new one may begin; null: there is none.</param>
    /// <returns>False: the stream has ended.</returns>
    public bool TryAcquire(THolder holder, out THolder? previous)
    {
        lock (_gate)
        {
            previous = _holder;
            if (_isClosed)
            {
                return false;
            }

            (_holder, _vacantSince) = (holder, null);
            return true;
        }
    }

    /// <summary>Releases the stream. Returns whether the attachment was the holder.</summary>
    /// <param name="holder">The attachment that releases it.</param>
    /// <param name="isLost">Whether the client may come back.</param>
    public bool Release(THolder holder, bool isLost)
    {
        lock (_gate)
        {
            if (_holder != holder || _isClosed)
            {
                return false;
            }

            (_holder, _vacantSince, _isClosed) = (null, isLost ? time.GetTimestamp() : null, !isLost);
            return true;
        }
    }

    /// <summary>No client can attach any more.</summary>
    /// <returns>The holder; null: there is none.</returns>
    public THolder? Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            return _holder;
        }
    }

    /// <summary>Closes the lease if the client has been gone for at least this long. Returns whether it is closed by that.</summary>
    public bool CloseIfVacantFor(TimeSpan least)
    {
        lock (_gate)
        {
            bool isOver = _vacantSince is { } since && time.GetElapsedTime(since) >= least;
            _isClosed |= isOver;
            return isOver;
        }
    }
}
