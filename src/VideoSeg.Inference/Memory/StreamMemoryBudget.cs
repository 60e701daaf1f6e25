namespace VideoSeg.Inference.Memory;

/// <summary>Limits what all streams together keep of their keyframes. A stream's segmenter reserves what it keeps, and releases it. Safe for threads.</summary>
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

    /// <summary>Counts what a stream is about to keep, in bytes.</summary>
    /// <exception cref="StreamMemoryException">There is no room.</exception>
    public void Reserve(long bytes)
    {
        lock (_gate)
        {
            _used = _used + bytes <= limit ? _used + bytes : throw new StreamMemoryException(bytes, _used, limit);
        }
    }

    /// <summary>Gives back what was reserved.</summary>
    public void Release(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
        }
    }
}
