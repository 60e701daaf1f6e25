namespace VideoSeg.Streaming.Admission;

/// <summary>A token bucket: a budget that is refilled all the time, and holds what is not used for one second at most. Not thread-safe.</summary>
/// <param name="perSecond">The budget of a second; 0: no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(long perSecond, TimeProvider time)
{
    private double _available = perSecond;
    private long _at = time.GetTimestamp();

    /// <summary>The budget of a second; 0: no limit.</summary>
    public long PerSecond => perSecond;

    /// <summary>Whether the budget is full.</summary>
    public bool IsFull => TimeUntil(perSecond) == TimeSpan.Zero;

    /// <summary>Takes an amount. One that is larger than a second's budget needs a full bucket and leaves a debt, so that it is slowed, not refused for ever.</summary>
    /// <returns>Zero: it is taken. Otherwise nothing is taken, and this is when to try again.</returns>
    public TimeSpan Take(long amount)
    {
        var wait = TimeUntil(Math.Min(amount, perSecond));
        if (wait == TimeSpan.Zero)
        {
            _available -= amount;
        }

        return wait;
    }

    private TimeSpan TimeUntil(double amount)
    {
        if (perSecond == 0)
        {
            return TimeSpan.Zero;
        }

        long now = time.GetTimestamp();
        _available = Math.Min(perSecond, _available + (perSecond * time.GetElapsedTime(_at, now).TotalSeconds));
        _at = now;
        return _available >= amount ? TimeSpan.Zero : TimeSpan.FromSeconds((amount - _available) / perSecond);
    }
}
