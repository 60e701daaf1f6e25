namespace VideoSeg.Streaming.Previews;

/// <summary>The previews that a subscriber asks for.</summary>
/// <param name="MaxSide">The longest side of the JPEG in pixels, 64 to 1920; a smaller frame keeps its size.</param>
/// <param name="MaxRate">The highest rate for each stream, in pictures a second, 0.1 to 60.</param>
public sealed record PreviewRequest(int MaxSide, double MaxRate)
{
    internal TimeSpan Interval => TimeSpan.FromSeconds(1 / MaxRate);

    /// <exception cref="InvalidSubscriptionException">A value is out of its range.</exception>
    internal void Check()
    {
        if (MaxSide is < 64 or > 1920)
        {
            throw new InvalidSubscriptionException(nameof(MaxSide), $"the longest side of previews is {MaxSide} px; allowed are 64 to 1920");
        }

        if (MaxRate is not (>= 0.1 and <= 60))
        {
            throw new InvalidSubscriptionException(nameof(MaxRate), $"the rate of previews is {MaxRate} a second; allowed are 0.1 to 60");
        }
    }
}
