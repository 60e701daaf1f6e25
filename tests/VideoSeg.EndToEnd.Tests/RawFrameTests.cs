using OpenCvSharp;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>The same pixels give the same result in every picture format.</summary>
public sealed class RawFrameTests(SharedServer server)
{
    [Fact]
    public async Task Raw_pixels_and_a_png_of_them_have_equal_results()
    {
        using var bgr = Clip.Pixels(0);
        using var rgb = bgr.CvtColor(ColorConversionCodes.BGR2RGB);
        var png = await server.SegmentAsync(VideoFrame.Encoded(Clip.Png(bgr), default));

        Assert.NotEmpty(png.Segments);
        AssertEqual(png, await server.SegmentAsync(Raw(PixelFormat.Bgr24, Clip.Bytes(bgr))));
        AssertEqual(png, await server.SegmentAsync(Raw(PixelFormat.Rgb24, Clip.Bytes(rgb))));
    }

    [Fact]
    public async Task Rows_may_have_padding()
    {
        using var bgr = Clip.Pixels(0);
        using var wide = new Mat(Clip.Height, Clip.Width + 20, MatType.CV_8UC3, Scalar.Magenta);
        using (var left = wide.ColRange(0, Clip.Width))
        {
            bgr.CopyTo(left);
        }

        var without = await server.SegmentAsync(Raw(PixelFormat.Bgr24, Clip.Bytes(bgr)));
        var with = await server.SegmentAsync(Raw(PixelFormat.Bgr24, Clip.Bytes(wide), stride: (Clip.Width + 20) * 3));
        AssertEqual(without, with);
    }

    [Fact]
    public async Task Grey_pixels_and_a_grey_png_have_equal_results()
    {
        using var bgr = Clip.Pixels(0);
        using var grey = bgr.CvtColor(ColorConversionCodes.BGR2GRAY);

        var png = await server.SegmentAsync(VideoFrame.Encoded(Clip.Png(grey), default));
        AssertEqual(png, await server.SegmentAsync(Raw(PixelFormat.Gray8, Clip.Bytes(grey))));
    }

    [Fact]
    public async Task The_two_planar_formats_have_equal_results()
    {
        using var bgr = Clip.Pixels(0);
        using var planar = bgr.CvtColor(ColorConversionCodes.BGR2YUV_I420);
        byte[] i420 = Clip.Bytes(planar);

        AssertEqual(
            await server.SegmentAsync(Raw(PixelFormat.I420, i420)),
            await server.SegmentAsync(Raw(PixelFormat.Nv12, Interleaved(i420))));
    }

    private static void AssertEqual(Segmentation expected, Segmentation actual) => Assert.Equal(ResultText.Of(expected), ResultText.Of(actual));

    private static VideoFrame Raw(PixelFormat format, byte[] pixels, int stride = 0) =>
        VideoFrame.Raw(format, Clip.Width, Clip.Height, pixels, default, stride);

    private static byte[] Interleaved(byte[] i420)
    {
        byte[] nv12 = [.. i420];
        int luma = Clip.Width * Clip.Height;
        int chroma = luma / 4;
        for (int i = 0; i < chroma; i++)
        {
            nv12[luma + (2 * i)] = i420[luma + i];
            nv12[luma + (2 * i) + 1] = i420[luma + chroma + i];
        }

        return nv12;
    }
}
