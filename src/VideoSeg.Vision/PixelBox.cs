namespace VideoSeg.Vision;

/// <summary>A box in whole pixels: x to the right, y down; the right and bottom edges are exclusive.</summary>
public readonly record struct PixelBox(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public long Area => (long)Width * Height;

    /// <summary>Area of the overlap divided by the area of the union, 0 to 1; 0 for two empty boxes.</summary>
    public static double IntersectionOverUnion(PixelBox a, PixelBox b)
    {
        long width = Math.Min(a.Right, b.Right) - (long)Math.Max(a.X, b.X);
        long height = Math.Min(a.Bottom, b.Bottom) - (long)Math.Max(a.Y, b.Y);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        long overlap = width * height;
        return (double)overlap / (a.Area + b.Area - overlap);
    }
}
