using System.Runtime.Intrinsics;

namespace VideoSeg.Vision.Argmax;

/// <summary>The logits of one channel at the four corners of a quad, and the label of the pixels that it wins.</summary>
internal readonly record struct CornerLogits(float TopLeft, float TopRight, float BottomLeft, float BottomRight, int Label = 0)
{
    public float Least => Math.Min(Math.Min(TopLeft, TopRight), Math.Min(BottomLeft, BottomRight));

    public float Largest => Math.Max(Math.Max(TopLeft, TopRight), Math.Max(BottomLeft, BottomRight));

    public static CornerLogits operator +(CornerLogits a, CornerLogits b) =>
        new(a.TopLeft + b.TopLeft, a.TopRight + b.TopRight, a.BottomLeft + b.BottomLeft, a.BottomRight + b.BottomRight);

    /// <summary>At every corner, hence everywhere in the quad.</summary>
    public bool IsAbove(in CornerLogits other) =>
        TopLeft > other.TopLeft && TopRight > other.TopRight && BottomLeft > other.BottomLeft && BottomRight > other.BottomRight;

    /// <summary>Bilinear, for eight pixels of a row: their weights of the right corners, and the row's of the lower ones.</summary>
    public Vector256<float> At(Vector256<float> right, float down)
    {
        float start = TopLeft + down * (BottomLeft - TopLeft);
        float end = TopRight + down * (BottomRight - TopRight);
        return Vector256.Create(start) + right * Vector256.Create(end - start);
    }
}
