
namespace VideoSeg.Streaming.Admission;

/// <summary>The slots for streams: how many may be open, of all callers and of each.</summary>
internal sealed class StreamSlots(StreamingOptions limits, TimeProvider time, CallerSharing sharing)
{
    /// <summary>It is not known when a stream ends; a full server need not be asked more often than this.</summary>
    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CallerQuota> _callers = [];
    private readonly SortedSet<int> _taken = [];

    /// <summary>Takes the lowest free slot; also returns the quota that the caller's streams share.</summary>
    /// <param name="caller">The caller's name. Empty: the server itself, whose streams need slots but have no limits of their own.</param>
    /// <exception cref="QuotaExceededException">No slot is free.</exception>
    public (int Slot, CallerQuota Quota) Take(string caller)
    {
        lock (_gate)
        {
            if (_taken.Count >= limits.MaxStreams)
            {
                throw Full(Quota.Streams, limits.MaxStreams, $"{_taken.Count} streams are open; at most {limits.MaxStreams} are allowed");
            }

            var quota = QuotaOf(caller);
            if (limits.MaxStreamsPerCaller > 0 && caller.Length > 0 && quota.Streams >= limits.MaxStreamsPerCaller)
            {
                throw Full(Quota.StreamsOfCaller, limits.MaxStreamsPerCaller, $"{quota.Streams} streams of this caller are open; at most {limits.MaxStreamsPerCaller} are allowed");
            }

            // Jobs run as the server's own streams.
            if (caller.Length > 0 && !sharing.Allows(quota.Streams, _taken.Count, limits.MaxStreams))
            {
                throw Full(Quota.StreamsOfCaller, limits.MaxStreams, sharing.Describe(quota.Streams, _taken.Count, limits.MaxStreams, "streams are open"));
            }

            int slot = 0;
            while (_taken.Contains(slot))
            {
                slot++;
            }

            _taken.Add(slot);
            quota.Streams++;
            return (slot, quota);
        }
    }

    /// <summary>Frees a slot.</summary>
    public void Free(int slot, string caller)
    {
        lock (_gate)
        {
            _taken.Remove(slot);
            _callers[caller].Streams--;
        }
    }

    /// <summary>Forgets callers without streams once their budgets are full again, so that reconnecting gains them nothing.</summary>
    public void ForgetUnused()
    {
        lock (_gate)
        {
            foreach (string caller in _callers.Where(c => c.Value.IsUnused).Select(c => c.Key).ToList())
            {
                _callers.Remove(caller);
            }
        }
    }

    private CallerQuota QuotaOf(string caller)
    {
        if (!_callers.TryGetValue(caller, out var quota))
        {
            _callers[caller] = quota = new CallerQuota(caller.Length > 0 ? limits : limits with { MaxFramesPerSecond = 0, MaxBytesPerSecond = 0, MaxPixelsPerSecond = 0 }, time);
        }

        return quota;
    }

    private static QuotaExceededException Full(Quota quota, int limit, string message) => new(quota, limit, message, RetryWhenFull);
}
