namespace VideoSeg.Inference.Keyframes;

/// <summary>What all streams together may remember. Safe for threads.</summary>
/// <param name="limit">In bytes.</param>
public sealed class StreamMemoryBudget(long limit)
{
    private readonly Lock _gate = new();
    private long _used;

    /// <summary>In bytes.</summary>
    public long Limit => limit;

    /// <summary>What streams remember now, in bytes.</summary>
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

    /// <exception cref="StreamMemoryException">There is no room.</exception>
    internal void Take(long bytes)
    {
        lock (_gate)
        {
            _used = _used + bytes <= limit ? _used + bytes : throw new StreamMemoryException(bytes, _used, limit);
        }
    }

    internal void GiveBack(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
        }
    }
}
