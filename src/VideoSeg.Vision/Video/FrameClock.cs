namespace VideoSeg.Vision.Video;

/// <summary>Makes times that rise from 0 of the times that a file gives its frames: they may begin anywhere, be missing, or go back where captures were joined.</summary>
/// <param name="step">The usual time from a frame to the next.</param>
internal sealed class FrameClock(TimeSpan step)
{
    private static readonly TimeSpan LeastStep = TimeSpan.FromMilliseconds(1);

    private TimeSpan? _last;
    private TimeSpan _shift;

    /// <param name="seconds">From the start of the file; null: unknown.</param>
    /// <returns>From the first frame.</returns>
    public TimeSpan Next(double? seconds)
    {
        if (_last is not { } last)
        {
            _shift = TimeSpan.FromSeconds(-(seconds ?? 0));
            _last = TimeSpan.Zero;
            return TimeSpan.Zero;
        }

        var time = seconds is { } given ? TimeSpan.FromSeconds(given) + _shift : last + step;
        if (time <= last - step)
        {
            // Another capture begins: it follows the one before.
            _shift += last + step - time;
            time = last + step;
        }
        else if (time <= last)
        {
            time = last + LeastStep;
        }

        _last = time;
        return time;
    }
}
