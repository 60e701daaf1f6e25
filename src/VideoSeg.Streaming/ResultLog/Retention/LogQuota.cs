namespace VideoSeg.Streaming.ResultLog.Retention;

/// <summary>
/// The limits of a group of streams in the log, and their shares of it. When a limit is exceeded, the stream that holds most loses its oldest record: so no stream
/// can push out what another one holds that needs less than it.
/// </summary>
/// <param name="maxCount">The records that may be kept.</param>
/// <param name="maxBytes">The bytes that they may take.</param>
internal sealed class LogQuota(int maxCount, long maxBytes)
{
    private readonly List<StreamShare> _shares = [];
    private int _count;
    private long _bytes;

    public StreamShare NewShare()
    {
        var share = new StreamShare(this);
        _shares.Add(share);
        return share;
    }

    public void Remove(StreamShare share) => _shares.Remove(share);

    public void Change(int count, long bytes)
    {
        _count += count;
        _bytes += bytes;
    }

    /// <summary>The stream that must lose a record; null: the group is within its limits.</summary>
    public StreamShare? FindExceeding() =>
        _count > maxCount ? _shares.MaxBy(s => s.Count)
        : _bytes > maxBytes && _count > 1 ? _shares.Where(s => s.Count > 0).MaxBy(s => s.Bytes)
        : null;
}
