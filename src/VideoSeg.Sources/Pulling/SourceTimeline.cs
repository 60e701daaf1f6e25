namespace VideoSeg.Sources.Pulling;

/// <summary>The numbers and presentation times of a source's frames: they rise over all its connections and sessions.</summary>
/// <param name="time">The clock.</param>
internal sealed class SourceTimeline(TimeProvider time)
{
    private static readonly TimeSpan LeastStep = TimeSpan.FromMilliseconds(1);

    private readonly long _created = time.GetTimestamp();
    private TimeSpan _last = -LeastStep;
    private TimeSpan _feedBegan;
    private (long At, TimeSpan Time)? _paced;

    /// <summary>The number of the next frame.</summary>
    public ulong NextFrame { get; private set; }

    /// <summary>A feed begins: its own times continue what was read before.</summary>
    public void BeginFeed() => (_feedBegan, _paced) = (_last + LeastStep, null);

    /// <summary>The presentation time of the next frame: its arrival since the creation of the source, or the file's own time after what was read of it before.</summary>
    /// <param name="ofFeed">The feed's own time of the frame; null: it has none.</param>
    public TimeSpan Place(TimeSpan? ofFeed)
    {
        var shown = ofFeed is { } own ? _feedBegan + own : time.GetElapsedTime(_created);
        return shown > _last ? shown : _last + LeastStep;
    }

    /// <summary>How long a frame waits where frames are paced: their times pass as fast as the clock, from the first frame of the feed on.</summary>
    public TimeSpan WaitFor(TimeSpan shown)
    {
        _paced ??= (time.GetTimestamp(), shown);
        return shown - _paced.Value.Time - time.GetElapsedTime(_paced.Value.At);
    }

    /// <summary>The frame with this presentation time was taken.</summary>
    public void Advance(TimeSpan shown) => (NextFrame, _last) = (NextFrame + 1, shown);
}
