namespace VideoSeg.Streaming.Hub;

/// <summary>Says when the next picture is due, so that their rate is held on the mean though frames come when they come.</summary>
internal sealed class PreviewPace
{
    private TimeSpan _due = TimeSpan.MinValue;

    /// <param name="now">From any fixed moment on.</param>
    /// <param name="interval">Between pictures, at least, on the mean.</param>
    public bool Take(TimeSpan now, TimeSpan interval)
    {
        if (now < _due)
        {
            return false;
        }

        // A picture that is late by less than an interval lets the next one come sooner; what is later is not made up for.
        _due = _due > now - interval ? _due + interval : now + interval;
        return true;
    }
}
