namespace VideoSeg.Sources;

/// <summary>How long to wait before a source is tried again: longer and longer, and not for all sources the same, so that those of a network that was gone do not come back all at once.</summary>
/// <param name="longest">Of a pause.</param>
/// <param name="seed">Of the chance in it.</param>
internal sealed class ReconnectPauses(TimeSpan longest, int seed)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Random _jitter = new(seed);
    private TimeSpan _next = Shortest;

    /// <summary>Between a half and the whole of what doubles each time.</summary>
    public TimeSpan Next()
    {
        var pause = _next * (0.5 + (0.5 * _jitter.NextDouble()));
        _next = TimeSpan.FromTicks(Math.Min(2 * _next.Ticks, longest.Ticks));
        return pause;
    }

    /// <summary>The source runs.</summary>
    public void Reset() => _next = Shortest;
}
