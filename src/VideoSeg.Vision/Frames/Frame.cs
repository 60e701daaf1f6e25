using OpenCvSharp;

namespace VideoSeg.Vision.Frames;

/// <summary>A decoded picture: 8-bit BGR, owned by the one who holds it.</summary>
public sealed class Frame : IDisposable
{
    /// <summary>Takes ownership of <paramref name="bgr"/>, CV_8UC3, which may be smaller than <paramref name="size"/>.</summary>
    internal Frame(Mat bgr, PixelSize size)
    {
        Bgr = bgr;
        Size = size;
    }

    /// <summary>Of the picture as it was sent; the pixels held here may be fewer (a JPEG decoded at reduced size).</summary>
    public PixelSize Size { get; }

    internal Mat Bgr { get; }

    /// <summary>Writes the picture, stretched to <paramref name="size"/>, as [height, width, 3] RGB.</summary>
    /// <param name="size">In pixels. Where it is smaller the pixels are averaged by area, else interpolated linearly (half-pixel centres).</param>
    /// <param name="rgb">Of exactly width x height x 3 bytes.</param>
    public void CopyRgb(PixelSize size, Span<byte> rgb) => Copy(size, rgb, 3, MatType.CV_8UC3, ColorConversionCodes.BGR2RGB);

    /// <summary>Writes the picture, stretched to <paramref name="size"/>, as [height, width] luma (BT.601 weights).</summary>
    /// <param name="size">In pixels; resized as <see cref="CopyRgb"/> does.</param>
    /// <param name="gray">Of exactly width x height bytes.</param>
    public void CopyGray(PixelSize size, Span<byte> gray) => Copy(size, gray, 1, MatType.CV_8UC1, ColorConversionCodes.BGR2GRAY);

    /// <summary>A JPEG file of the pixels that are held.</summary>
    /// <param name="quality">1 to 100.</param>
    public byte[] EncodeJpeg(int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        Cv2.ImEncode(".jpg", Bgr, out var file, new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
        return file;
    }

    public void Dispose() => Bgr.Dispose();

    private unsafe void Copy(PixelSize size, Span<byte> target, int channels, MatType type, ColorConversionCodes conversion)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Height, 1);
        if (target.Length != size.Pixels * channels)
        {
            throw new ArgumentException($"A picture of {size} has {size.Pixels * channels} bytes; room for {target.Length} was given.", nameof(target));
        }

        fixed (byte* pixels = target)
        {
            // OpenCV writes into memory it is given as long as size and type are right.
            using var output = Mat.FromPixelData(size.Height, size.Width, type, (nint)pixels);
            if (Bgr.Width == size.Width && Bgr.Height == size.Height)
            {
                Cv2.CvtColor(Bgr, output, conversion);
                return;
            }

            var shrinks = size.Width <= Bgr.Width && size.Height <= Bgr.Height;
            using var resized = shrinks ? AreaShrink.Apply(Bgr, size) : Bgr.Resize(new Size(size.Width, size.Height), 0, 0, InterpolationFlags.Linear);
            Cv2.CvtColor(resized, output, conversion);
        }
    }
}
