namespace VideoSeg.Inference.Families.Decoding;

/// <summary>A box that a network has found.</summary>
/// <param name="Left">In pixels of the network's input.</param>
/// <param name="Top">In pixels of the network's input.</param>
/// <param name="Right">In pixels of the network's input.</param>
/// <param name="Bottom">In pixels of the network's input.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Thing">The index of its class among the thing classes.</param>
/// <param name="Row">Where the network's outputs tell more of it.</param>
internal readonly record struct Detection(float Left, float Top, float Right, float Bottom, float Score, int Thing, int Row)
{
    /// <summary>Area of the overlap divided by the area of the union.</summary>
    public static float IntersectionOverUnion(in Detection a, in Detection b)
    {
        float width = MathF.Max(0, MathF.Min(a.Right, b.Right) - MathF.Max(a.Left, b.Left));
        float height = MathF.Max(0, MathF.Min(a.Bottom, b.Bottom) - MathF.Max(a.Top, b.Top));
        float overlap = width * height;
        return overlap / (((a.Right - a.Left) * (a.Bottom - a.Top)) + ((b.Right - b.Left) * (b.Bottom - b.Top)) - overlap);
    }
}
