using OpenCvSharp;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Frames;

/// <summary>Makes frames of pixels as they lie in memory.</summary>
internal static class RawPixels
{
    public static unsafe Frame ToFrame(RawPicture picture, FrameLimits limits)
    {
        if (picture.Bytes.IsEmpty)
        {
            throw FrameException.Empty();
        }

        if (!Enum.IsDefined(picture.Format) || picture.Format == PixelFormat.Unknown)
        {
            throw FrameException.FormatUnknown("The pixel format of the raw picture is not known; allowed are BGR24, RGB24, GRAY8, NV12 and I420.");
        }

        limits.Check(picture.Size);
        var stride = CheckedStride(picture);

        fixed (byte* pixels = picture.Bytes.Span)
        {
            return new Frame(IsUsual(picture) ? Convert(picture.Format, picture.Size, stride, (nint)pixels) : YuvPixels.Convert(picture, stride, (nint)pixels), picture.Size);
        }
    }

    /// <summary>Whether OpenCV converts it itself.</summary>
    public static bool IsUsual(RawPicture picture) =>
        picture.Format is not (PixelFormat.Nv12 or PixelFormat.I420) || picture is { PlaneRows: 0, Matrix: ColourMatrix.Bt601, IsFullRange: false };

    /// <summary>The stride in bytes, after all numbers were found to fit each other.</summary>
    private static int CheckedStride(RawPicture picture)
    {
        var (format, size) = (picture.Format, picture.Size);
        var isYuv = format is PixelFormat.Nv12 or PixelFormat.I420;
        if (isYuv && (size.Width % 2 != 0 || size.Height % 2 != 0))
        {
            throw FrameException.SizeWrong($"The {format} picture is {size}; width and height must be even.");
        }

        // Limits were checked: a row of 3 x 16384 bytes is far from an overflow, but a limit may be an option.
        var rowBytes = (long)size.Width * (format is PixelFormat.Bgr24 or PixelFormat.Rgb24 ? 3 : 1);
        var stride = picture.Stride == 0 ? rowBytes : picture.Stride;
        if (stride < rowBytes || (isYuv && stride % 2 != 0))
        {
            var even = isYuv ? " and be even" : "";
            throw FrameException.SizeWrong(
                $"The stride is {stride} bytes; a row of {size.Width} px in {format} must have at least {rowBytes}{even}.");
        }

        long planeRows = picture.PlaneRows == 0 ? size.Height : picture.PlaneRows;
        if (planeRows < size.Height || (isYuv && planeRows % 2 != 0))
        {
            throw FrameException.SizeWrong($"A plane has {planeRows} rows; a picture of {size} must have at least {size.Height}{(isYuv ? " and an even number" : "")}.");
        }

        if (!Enum.IsDefined(picture.Matrix))
        {
            throw FrameException.FormatUnknown("The colour matrix of the raw picture is not known; allowed are BT.601, BT.709 and BT.2020.");
        }

        var rows = isYuv ? planeRows + (planeRows / 2) : planeRows;
        var expected = (Int128)stride * rows;
        if (picture.Bytes.Length != expected)
        {
            throw FrameException.SizeWrong(
                $"A {format} picture of {size} with a stride of {stride} bytes has {expected} bytes; {picture.Bytes.Length} were given.");
        }

        return checked((int)stride);
    }

    private static Mat Convert(PixelFormat format, PixelSize size, int stride, nint pixels)
    {
        var (width, height) = (size.Width, size.Height);
        switch (format)
        {
            case PixelFormat.Bgr24:
                using (var bgr = Mat.FromPixelData(height, width, MatType.CV_8UC3, pixels, stride))
                {
                    return bgr.Clone();
                }

            case PixelFormat.Rgb24:
                using (var rgb = Mat.FromPixelData(height, width, MatType.CV_8UC3, pixels, stride))
                {
                    return rgb.CvtColor(ColorConversionCodes.RGB2BGR);
                }

            case PixelFormat.Gray8:
                using (var gray = Mat.FromPixelData(height, width, MatType.CV_8UC1, pixels, stride))
                {
                    return gray.CvtColor(ColorConversionCodes.GRAY2BGR);
                }

            case PixelFormat.Nv12:
                return ConvertYuv(ColorConversionCodes.YUV2BGR_NV12);
            case PixelFormat.I420:
                return ConvertYuv(ColorConversionCodes.YUV2BGR_I420);
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, null);
        }

        // With its gaps the picture is a gapless one that is as wide as the stride, in both formats: convert that, and
        // look at its left part.
        Mat ConvertYuv(ColorConversionCodes conversion)
        {
            using var yuv = Mat.FromPixelData(height + (height / 2), stride, MatType.CV_8UC1, pixels);
            var bgr = yuv.CvtColor(conversion);
            if (stride == width)
            {
                return bgr;
            }

            using (bgr)
            {
                return bgr.SubMat(0, height, 0, width);
            }
        }
    }
}
