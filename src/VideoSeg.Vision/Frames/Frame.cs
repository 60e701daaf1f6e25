using OpenCvSharp;

namespace VideoSeg.Vision.Frames;

/// <summary>A decoded picture: 8-bit BGR, or 8-bit luma where no more was decoded; owned by its holder.</summary>
public sealed class Frame : IDisposable
{
    private readonly Mat _pixels;

    /// <summary>Takes ownership of <paramref name="pixels"/>, CV_8UC3, or CV_8UC1 of luma alone; they may be fewer than <paramref name="size"/>.</summary>
    internal Frame(Mat pixels, PixelSize size, bool isWhole = true)
    {
        _pixels = pixels;
        Size = size;
        IsWhole = isWhole;
    }

    /// <summary>The size of the picture as it was sent; the pixels held here may be fewer (a JPEG decoded at reduced size).</summary>
    public PixelSize Size { get; }

    /// <summary>Whether it has colours and all the pixels that a network needs; false: it comes from <see cref="FrameDecoder.DecodeLuma"/>.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether bringing it to <paramref name="needed"/> gives what the picture as sent would give.</summary>
    public bool HasPixelsFor(PixelSize needed) =>
        IsWhole && _pixels.Width >= Math.Min(needed.Width, Size.Width) && _pixels.Height >= Math.Min(needed.Height, Size.Height);

    internal Mat Bgr => IsWhole ? _pixels : throw new InvalidOperationException("the frame has its luma alone; decode the picture with its colours");

    /// <summary>Writes the picture, stretched to <paramref name="size"/>, as [height, width, 3] RGB.</summary>
    /// <param name="size">In pixels. Where it is smaller the pixels are averaged by area, else interpolated linearly (half-pixel centres).</param>
    /// <param name="rgb">Written; exactly width x height x 3 bytes.</param>
    public void CopyRgb(PixelSize size, Span<byte> rgb) => Copy(Bgr, size, rgb, 3, MatType.CV_8UC3, ColorConversionCodes.BGR2RGB);

    /// <summary>Writes the picture, stretched to <paramref name="size"/>, as [height, width] luma (BT.601 weights).</summary>
    /// <param name="size">In pixels; resized as <see cref="CopyRgb"/> does.</param>
    /// <param name="gray">Written; exactly width x height bytes.</param>
    public void CopyGray(PixelSize size, Span<byte> gray) => Copy(_pixels, size, gray, 1, MatType.CV_8UC1, IsWhole ? ColorConversionCodes.BGR2GRAY : null);

    /// <summary>A JPEG file of the pixels that are held.</summary>
    /// <param name="quality">1 to 100.</param>
    public byte[] EncodeJpeg(int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        Cv2.ImEncode(".jpg", _pixels, out var file, new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
        return file;
    }

    /// <summary>A copy that is changed without changing this one.</summary>
    /// <returns>The caller's.</returns>
    public Frame Copy() => new(Bgr.Clone(), Size);

    /// <summary>The picture at most this large, with its proportions; one that is smaller keeps its size.</summary>
    /// <param name="maxSide">The longest side, in pixels.</param>
    /// <returns>The caller's.</returns>
    public Frame Within(int maxSide)
    {
        var size = new PixelSize(Bgr.Width, Bgr.Height).Within(maxSide);
        return new(Bgr.Resize(new Size(size.Width, size.Height), 0, 0, InterpolationFlags.Area), size);
    }

    public void Dispose() => _pixels.Dispose();

    /// <summary>The same pixels with a second owner: they are freed when both have disposed.</summary>
    internal Frame Share() => new(Bgr.SubMat(0, Bgr.Rows, 0, Bgr.Cols), Size);

    private static unsafe void Copy(Mat pixels, PixelSize size, Span<byte> target, int channels, MatType type, ColorConversionCodes? conversion)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Height, 1);
        if (target.Length != size.Pixels * channels)
        {
            throw new ArgumentException($"A picture of {size} has {size.Pixels * channels} bytes; room for {target.Length} was given.", nameof(target));
        }

        fixed (byte* written = target)
        {
            // OpenCV writes into memory it is given as long as size and type are right.
            using var output = Mat.FromPixelData(size.Height, size.Width, type, (nint)written);
            if (pixels.Width == size.Width && pixels.Height == size.Height)
            {
                Convert(pixels, output, conversion);
                return;
            }

            var shrinks = size.Width <= pixels.Width && size.Height <= pixels.Height;
            using var resized = shrinks && pixels.Channels() == 3
                ? AreaShrink.Apply(pixels, size)
                : pixels.Resize(new Size(size.Width, size.Height), 0, 0, shrinks ? InterpolationFlags.Area : InterpolationFlags.Linear);
            Convert(resized, output, conversion);
        }
    }

    private static void Convert(Mat from, Mat to, ColorConversionCodes? conversion)
    {
        if (conversion is { } code)
        {
            Cv2.CvtColor(from, to, code);
        }
        else
        {
            from.CopyTo(to);
        }
    }
}
