using OpenCvSharp;

namespace VideoSeg.Vision.Drawing;

/// <summary>The masks of all segments of a frame in one picture of labels: index + 1, 0 where there is none.</summary>
internal sealed class SegmentMasks : IDisposable
{
    private readonly Mat _labels;

    private SegmentMasks(Mat labels) => _labels = labels;

    /// <summary>Null: no segment has a mask.</summary>
    public static SegmentMasks? Of(IReadOnlyList<OverlaySegment> segments, Size frame)
    {
        if (segments.FirstOrDefault(segment => segment.Mask is not null)?.Mask?.Size is not { } size)
        {
            return null;
        }

        var labels = new Mat(size.Height, size.Width, MatType.CV_16UC1, Scalar.All(0));
        var pixels = labels.AsSpan<ushort>();
        for (var i = 0; i < segments.Count; i++)
        {
            segments[i].Mask?.Paint(pixels, (ushort)(i + 1));
        }

        if (labels.Size() == frame)
        {
            return new(labels);
        }

        using (labels)
        {
            return new(labels.Resize(frame, 0, 0, InterpolationFlags.Nearest));
        }
    }

    /// <summary>Mixes each segment's colour into its pixels; an opacity goes from 0 to 1.</summary>
    public void Blend(Mat bgr, (Rgb Colour, double Opacity)[] segments)
    {
        // In 256ths; label 0 keeps all of the picture.
        var keep = new int[segments.Length + 1];
        var add = new (int B, int G, int R)[segments.Length + 1];
        keep[0] = 256;
        for (var i = 0; i < segments.Length; i++)
        {
            var (colour, opacity) = segments[i];
            var share = (int)Math.Round(256 * opacity);
            keep[i + 1] = 256 - share;
            add[i + 1] = (colour.B * share, colour.G * share, colour.R * share);
        }

        var height = bgr.Rows;
        for (var y = 0; y < height; y++)
        {
            var labels = _labels.RowSpan<ushort>(y);
            var row = bgr.RowSpan<Vec3b>(y);
            for (var x = 0; x < row.Length; x++)
            {
                var label = labels[x];
                var (k, (b, g, r)) = (keep[label], add[label]);
                ref var pixel = ref row[x];
                pixel = new((byte)(((pixel.Item0 * k) + b) >> 8), (byte)(((pixel.Item1 * k) + g) >> 8), (byte)(((pixel.Item2 * k) + r) >> 8));
            }
        }
    }

    /// <summary>The outlines of a segment, holes too.</summary>
    public Point[][] Contours(int index)
    {
        using var mask = new Mat();
        Cv2.InRange(_labels, Scalar.All(index + 1), Scalar.All(index + 1), mask);
        return Cv2.FindContoursAsArray(mask, RetrievalModes.List, ContourApproximationModes.ApproxSimple);
    }

    public void Dispose() => _labels.Dispose();
}
