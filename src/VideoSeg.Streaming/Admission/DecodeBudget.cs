namespace VideoSeg.Streaming.Admission;

/// <summary>
/// Limits the memory of the pictures that the streams, sources and jobs of a server hold decoded, all together: a small file may hold a large picture. Who finds no
/// room waits, in the order of arrival. Nobody waits for room while it holds a picture that needs more room to be finished, so waiting always ends. Safe for threads.
/// </summary>
/// <param name="limit">In bytes.</param>
/// <param name="time">The clock.</param>
public sealed class DecodeBudget(long limit, TimeProvider time)
{
    /// <summary>How long a frame waits. Pictures are held for fractions of a second: after so long the server is overloaded, and the sender should know.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private long _used;

    /// <summary>What all pictures together may take, in bytes.</summary>
    public long Limit => limit;

    /// <summary>What pictures take now, in bytes.</summary>
    public long Used
    {
        get
        {
            lock (_gate)
            {
                return _used;
            }
        }
    }

    /// <summary>Reserves memory as soon as there is room. The caller disposes the reservation.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="patience">How long to wait for it, such as <see cref="Patience"/>.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="DecodeMemoryException">There was no room in time, or there can't be.</exception>
    public async ValueTask<DecodeReservation> ReserveAsync(long bytes, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (bytes > limit)
        {
            throw new DecodeMemoryException(bytes, limit);
        }

        Waiter waiter;
        lock (_gate)
        {
            if (_waiters.Count == 0 && _used + bytes <= limit)
            {
                _used += bytes;
                return new DecodeReservation(this, bytes);
            }

            waiter = new Waiter(bytes);
            _waiters.AddLast(waiter);
        }

        try
        {
            await waiter.Granted.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (Exception e) when (!TryLeave(waiter))
        {
            // The room came at the last moment.
            if (e is not TimeoutException)
            {
                Release(bytes);
                throw;
            }
        }
        catch (TimeoutException)
        {
            throw new DecodeMemoryException(bytes, limit);
        }

        return new DecodeReservation(this, bytes);
    }

    internal void Release(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
            GrantWaiters();
        }
    }

    /// <returns>False: the waiter has its room already.</returns>
    private bool TryLeave(Waiter waiter)
    {
        lock (_gate)
        {
            bool left = _waiters.Remove(waiter);
            GrantWaiters();
            return left;
        }
    }

    private void GrantWaiters()
    {
        while (_waiters.First?.Value is { } first && _used + first.Bytes <= limit)
        {
            _waiters.RemoveFirst();
            _used += first.Bytes;
            first.Granted.SetResult();
        }
    }

    private sealed class Waiter(long bytes)
    {
        public long Bytes { get; } = bytes;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
