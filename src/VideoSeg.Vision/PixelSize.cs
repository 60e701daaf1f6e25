namespace VideoSeg.Vision;

/// <summary>Width and height in pixels.</summary>
public readonly record struct PixelSize(int Width, int Height)
{
    public long Pixels => (long)Width * Height;

    /// <summary>This size, or the one of the same shape whose longest side is <paramref name="longestSide"/> px where it is longer.</summary>
    public PixelSize Within(int longestSide)
    {
        var longest = Math.Max(Width, Height);
        return longest <= longestSide ? this : new(Scaled(Width), Scaled(Height));

        int Scaled(int side) => Math.Max(1, (int)Math.Round((double)side * longestSide / longest));
    }

    public override string ToString() => $"{Width}x{Height}";
}
