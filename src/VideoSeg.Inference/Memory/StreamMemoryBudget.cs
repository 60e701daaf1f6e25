namespace VideoSeg.Inference.Memory;

/// <summary>Limits what all streams together keep of their keyframes. Safe for threads.</summary>
/// <param name="limit">In bytes.</param>
public sealed class StreamMemoryBudget(long limit)
{
    private readonly Lock _gate = new();
    private long _used;

    /// <summary>What all streams together may keep, in bytes.</summary>
    public long Limit => limit;

    /// <summary>What streams keep now, in bytes.</summary>
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
    internal void Reserve(long bytes)
    {
        lock (_gate)
        {
            _used = _used + bytes <= limit ? _used + bytes : throw new StreamMemoryException(bytes, _used, limit);
        }
    }

    internal void Release(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
        }
    }
}
