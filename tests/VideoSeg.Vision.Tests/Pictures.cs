using OpenCvSharp;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Tests;

/// <summary>Real pictures and what tests make of them.</summary>
internal static class Pictures
{
    public static readonly FrameLimits Limits = new(3840 * 2160);

    public static readonly PixelSize StreetSize = new(384, 288);

    /// <summary>A street seen from above: a frame of OpenCV's vtest.avi.</summary>
    public static byte[] StreetJpeg { get; } = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Pictures", "street.jpg"));

    public static Mat Street() => Cv2.ImDecode(StreetJpeg, ImreadModes.Color);

    public static byte[] Encode(Mat pixels, string extension)
    {
        Cv2.ImEncode(extension, pixels, out var file);
        return file;
    }

    /// <summary>As a client would send it: BGR rows with no gap.</summary>
    public static RawPicture Raw(Mat bgr) => new(PixelFormat.Bgr24, new PixelSize(bgr.Width, bgr.Height), 0, bgr.AsSpan<byte>().ToArray());

    public static byte[] Rgb(Frame frame)
    {
        var rgb = new byte[frame.Size.Pixels * 3];
        frame.CopyRgb(frame.Size, rgb);
        return rgb;
    }

    /// <summary>Mean difference of two pictures of one size, in levels of 0 to 255.</summary>
    public static double Difference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Assert.Equal(a.Length, b.Length);
        var sum = 0L;
        for (var i = 0; i < a.Length; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }

        return (double)sum / a.Length;
    }
}
