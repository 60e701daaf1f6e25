using OpenCvSharp;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Frames;

/// <summary>Converts NV12 and I420 by any matrix, range and padding. OpenCV's own conversion, which is faster, knows BT.601 with limited range alone.</summary>
internal static class YuvPixels
{
    /// <summary>Pictures of three channels that are in memory at once: chroma in full size and its planes, all channels, the result.</summary>
    public const int PicturesHeld = 4;

    /// <param name="picture">NV12 or I420, whose numbers were checked.</param>
    /// <param name="stride">Bytes of a row of Y.</param>
    /// <param name="pixels">Where the first plane begins.</param>
    /// <returns>BGR, the caller's.</returns>
    public static Mat Convert(RawPicture picture, int stride, nint pixels)
    {
        var (width, height) = (picture.Size.Width, picture.Size.Height);
        nint rows = picture.PlaneRows == 0 ? height : picture.PlaneRows;
        using var luma = Mat.FromPixelData(height, width, MatType.CV_8UC1, pixels, stride);
        using var chroma = picture.Format == PixelFormat.Nv12 ? Interleaved(pixels + (stride * rows)) : Planes(pixels + (stride * rows), stride / 2 * (rows / 2));
        using var large = chroma.Resize(new Size(width, height), 0, 0, InterpolationFlags.Linear);
        using var yuv = new Mat();
        Cv2.Merge([luma, large.ExtractChannel(0), large.ExtractChannel(1)], yuv);
        using var matrix = MatrixOf(picture.Matrix, picture.IsFullRange);
        var bgr = new Mat();
        Cv2.Transform(yuv, bgr, matrix);
        return bgr;

        Mat Interleaved(nint at)
        {
            using var plane = Mat.FromPixelData(height / 2, width / 2, MatType.CV_8UC2, at, stride);
            return plane.Clone();
        }

        Mat Planes(nint at, nint bytes)
        {
            using var u = Mat.FromPixelData(height / 2, width / 2, MatType.CV_8UC1, at, stride / 2);
            using var v = Mat.FromPixelData(height / 2, width / 2, MatType.CV_8UC1, at + bytes, stride / 2);
            var both = new Mat();
            Cv2.Merge([u, v], both);
            return both;
        }
    }

    /// <summary>[3, 4]: blue, green and red of Y, U, V and 1 (ITU-R BT.601-7, BT.709-6 and BT.2020-2, 8 bits).</summary>
    private static Mat<double> MatrixOf(ColourMatrix standard, bool isFullRange)
    {
        var (red, blue) = standard switch
        {
            ColourMatrix.Bt709 => (0.2126, 0.0722),
            ColourMatrix.Bt2020 => (0.2627, 0.0593),
            _ => (0.299, 0.114),
        };
        double green = 1 - red - blue;
        var (y, c, black) = isFullRange ? (1.0, 1.0, 0.0) : (255.0 / 219, 255.0 / 224, 16.0);
        var (blueU, redV) = (2 * c * (1 - blue), 2 * c * (1 - red));
        var (greenU, greenV) = (-blueU * blue / green, -redV * red / green);
        double offset = -y * black;
        return Mat.FromArray(new double[,]
        {
            { y, blueU, 0, offset - (128 * blueU) },
            { y, greenU, greenV, offset - (128 * (greenU + greenV)) },
            { y, 0, redV, offset - (128 * redV) },
        });
    }
}
