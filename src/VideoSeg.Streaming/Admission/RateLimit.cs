namespace VideoSeg.Streaming.Admission;

/// <summary>A budget of so much a second; what is not used is saved for one second at most. One caller at a time.</summary>
/// <param name="perSecond">0: without a limit.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(long perSecond, TimeProvider time)
{
    private double _left = perSecond;
    private long _at = time.GetTimestamp();

    public long PerSecond => perSecond;

    /// <summary>Nothing was used in the last second.</summary>
    public bool IsFull => TimeUntil(perSecond) == TimeSpan.Zero;

    /// <summary>Takes the amount. One that is larger than a second's budget needs a full one and leaves a debt, so that it is slowed, not refused for ever.</summary>
    /// <returns>Zero: it is taken. Else nothing is, and this is when it could be.</returns>
    public TimeSpan Take(long amount)
    {
        var wait = TimeUntil(Math.Min(amount, perSecond));
        if (wait == TimeSpan.Zero)
        {
            _left -= amount;
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
        _left = Math.Min(perSecond, _left + (perSecond * time.GetElapsedTime(_at, now).TotalSeconds));
        _at = now;
        return _left >= amount ? TimeSpan.Zero : TimeSpan.FromSeconds((amount - _left) / perSecond);
    }
}
