namespace VideoSeg.Streaming.Previews;

/// <summary>Limits the rate of previews. The mean rate is held although frames come at irregular times.</summary>
internal sealed class PreviewPace
{
    private TimeSpan _due = TimeSpan.MinValue;

    /// <summary>Whether a picture is due now; if so, it counts as made.</summary>
    /// <param name="now">The time since any fixed moment.</param>
    /// <param name="interval">The least mean time between pictures.</param>
    public bool Take(TimeSpan now, TimeSpan interval)
    {
        if (now < _due)
        {
            return false;
        }

        // A picture that is late by less than an interval lets the next one come sooner; a longer delay is not made up for.
        _due = _due > now - interval ? _due + interval : now + interval;
        return true;
    }
}
