using System.Globalization;

namespace VideoSeg.Vision.Pictures;

/// <summary>How large a picture may be.</summary>
/// <param name="MaxPixels">Width times height.</param>
/// <param name="MaxSide">In pixels, either way; default 16384.</param>
public sealed record FrameLimits(long MaxPixels, int MaxSide = 16384)
{
    /// <exception cref="FrameException">The size is not one of a picture, or is over a limit.</exception>
    internal void Check(PixelSize size)
    {
        if (size.Width <= 0 || size.Height <= 0)
        {
            throw FrameException.SizeWrong($"The picture is {size}; width and height must be at least 1 px.");
        }

        if (ProblemOf(size) is { } problem)
        {
            throw FrameException.TooLarge(problem);
        }
    }

    /// <summary>The limit that a size is over; null: none.</summary>
    internal string? ProblemOf(PixelSize size) =>
        size.Pixels > MaxPixels ? string.Create(CultureInfo.InvariantCulture, $"The picture is {size} = {size.Pixels:N0} px; at most {MaxPixels:N0} px are allowed.")
        : size.Width > MaxSide || size.Height > MaxSide ? string.Create(CultureInfo.InvariantCulture, $"The picture is {size}; at most {MaxSide:N0} px are allowed on a side.")
        : null;
}
