namespace VideoSeg.Sources.Pulling;

/// <summary>
/// The pauses before a source connects again: exponential, with jitter, so that the sources of a network that was down do not all come back at once. A library's retry
/// policy does not fit: it counts attempts that end, and here the pauses start over while an attempt, a connection, goes on for days.
/// </summary>
/// <param name="longest">The longest pause.</param>
/// <param name="seed">The seed of the jitter.</param>
internal sealed class ReconnectPauses(TimeSpan longest, int seed)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Random _jitter = new(seed);
    private TimeSpan _next = Shortest;

    /// <summary>The next pause: between half and the whole of a time that doubles with each call.</summary>
    public TimeSpan Next()
    {
        var pause = _next * (0.5 + (0.5 * _jitter.NextDouble()));
        _next = TimeSpan.FromTicks(Math.Min(2 * _next.Ticks, longest.Ticks));
        return pause;
    }

    /// <summary>Starts over with the shortest pause, since frames arrive.</summary>
    public void Reset() => _next = Shortest;
}
