using OpenCvSharp;

namespace VideoSeg.Vision.Drawing;

internal static class RgbScalar
{
    /// <summary>In OpenCV's order: blue, green, red.</summary>
    public static Scalar ToScalar(this Rgb colour) => new(colour.B, colour.G, colour.R);
}
