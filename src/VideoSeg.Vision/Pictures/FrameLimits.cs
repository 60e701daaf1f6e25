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

        if (size.Pixels > MaxPixels)
        {
            throw FrameException.TooLarge(string.Create(
                CultureInfo.InvariantCulture,
                $"The picture is {size} = {size.Pixels:N0} px; at most {MaxPixels:N0} px are allowed."));
        }

        if (size.Width > MaxSide || size.Height > MaxSide)
        {
            throw FrameException.TooLarge(string.Create(
                CultureInfo.InvariantCulture,
                $"The picture is {size}; at most {MaxSide:N0} px are allowed on a side."));
        }
    }
}
