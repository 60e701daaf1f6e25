using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Streaming.Admission;

/// <summary>The places for streams, in all and of each caller.</summary>
internal sealed class StreamPlaces(StreamingOptions limits, TimeProvider time)
{
    /// <summary>When a stream ends nobody knows; a full server need not be asked more often than this.</summary>
    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CallerAllowance> _callers = [];
    private readonly SortedSet<int> _taken = [];

    /// <summary>The lowest place that is free, and what the caller's streams share.</summary>
    /// <param name="caller">Empty: the server itself, whose streams count in all but have no limit of their own.</param>
    /// <exception cref="StreamRefusedException">There is no place.</exception>
    public (int Place, CallerAllowance Allowance) Take(string caller)
    {
        lock (_gate)
        {
            if (_taken.Count >= limits.MaxStreams)
            {
                throw Full("TOO_MANY_STREAMS", $"{_taken.Count} streams are open; at most {limits.MaxStreams} are allowed");
            }

            var allowance = AllowanceOf(caller);
            if (limits.MaxStreamsPerCaller > 0 && caller.Length > 0 && allowance.Streams >= limits.MaxStreamsPerCaller)
            {
                throw Full("TOO_MANY_STREAMS_OF_CALLER", $"{allowance.Streams} streams of this caller are open; at most {limits.MaxStreamsPerCaller} are allowed");
            }

            int place = 0;
            while (_taken.Contains(place))
            {
                place++;
            }

            _taken.Add(place);
            allowance.Streams++;
            return (place, allowance);
        }
    }

    public void Free(int place, string caller)
    {
        lock (_gate)
        {
            _taken.Remove(place);
            _callers[caller].Streams--;
        }
    }

    /// <summary>Lets go of callers that have no stream, once their budgets are full again: to come anew brings them nothing.</summary>
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

    private CallerAllowance AllowanceOf(string caller)
    {
        if (!_callers.TryGetValue(caller, out var allowance))
        {
            _callers[caller] = allowance = new CallerAllowance(caller.Length > 0 ? limits : limits with { MaxFramesPerSecond = 0, MaxBytesPerSecond = 0, MaxPixelsPerSecond = 0 }, time);
        }

        return allowance;
    }

    private static StreamRefusedException Full(string reason, string message) => new(StreamRefusal.Exhausted, reason, message, retryAfter: RetryWhenFull);
}
