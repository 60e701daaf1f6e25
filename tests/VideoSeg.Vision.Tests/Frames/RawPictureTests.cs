using OpenCvSharp;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Tests.Frames;

public sealed class RawPictureTests
{
    public static TheoryData<PixelFormat, int> FormatsAndGaps => new(
        from format in Enum.GetValues<PixelFormat>()
        where format != PixelFormat.Unknown
        from gaps in Enumerable.Range(0, 2)
        select (format, 16 * gaps));

    [Theory]
    [MemberData(nameof(FormatsAndGaps))]
    public void Pixels_in_any_format_and_stride_become_the_same_frame(PixelFormat format, int gap)
    {
        using var street = Pictures.Street();
        using var rgb = street.CvtColor(ColorConversionCodes.BGR2RGB);
        using var gray = street.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var grayAsRgb = gray.CvtColor(ColorConversionCodes.GRAY2RGB);
        using var frame = FrameDecoder.Decode(Sent(street, format, gap), Pictures.Limits);
        var expected = format == PixelFormat.Gray8 ? grayAsRgb : rgb;

        // Half of the colour resolution is lost in NV12 and I420.
        var tolerance = format is PixelFormat.Nv12 or PixelFormat.I420 ? 3 : 0;
        Assert.Equal(Pictures.StreetSize, frame.Size);
        Assert.InRange(Pictures.Difference(expected.AsSpan<byte>(), Pictures.Rgb(frame)), 0, tolerance);
    }

    // A red of 230, 20, 20 by the standards' formulas, rounded.
    [Theory]
    [InlineData(PixelFormat.I420, ColourMatrix.Bt601, false, 87, 97, 220)]
    [InlineData(PixelFormat.Nv12, ColourMatrix.Bt601, true, 83, 93, 233)]
    [InlineData(PixelFormat.Nv12, ColourMatrix.Bt709, false, 72, 107, 220)]
    [InlineData(PixelFormat.I420, ColourMatrix.Bt709, true, 65, 104, 233)]
    [InlineData(PixelFormat.I420, ColourMatrix.Bt2020, false, 81, 102, 220)]
    [InlineData(PixelFormat.Nv12, ColourMatrix.Bt2020, true, 75, 99, 233)]
    public void Matrix_range_and_padding_rows_are_respected(PixelFormat format, ColourMatrix matrix, bool isFullRange, byte y, byte u, byte v)
    {
        var (size, stride, rows) = (new PixelSize(8, 6), 12, 10);
        var chroma = stride * rows / 2;
        byte[] planes =
        [
            .. Padded(Enumerable.Repeat(y, stride * size.Height), stride * rows),
            .. format == PixelFormat.Nv12
                ? Padded(Enumerable.Range(0, stride * size.Height / 2).Select(i => i % 2 == 0 ? u : v), chroma)
                : (byte[])[.. Padded(Enumerable.Repeat(u, stride / 2 * size.Height / 2), chroma / 2), .. Padded(Enumerable.Repeat(v, stride / 2 * size.Height / 2), chroma / 2)],
        ];
        var picture = new RawPicture(format, size, stride, planes) { PlaneRows = rows, Matrix = matrix, IsFullRange = isFullRange };
        using var frame = FrameDecoder.Decode(picture, Pictures.Limits);
        Assert.Equal(size, frame.Size);
        Assert.All(Pictures.Rgb(frame).Chunk(3), rgb => Assert.InRange(Pictures.Difference([230, 20, 20], rgb), 0, 2));

        static byte[] Padded(IEnumerable<byte> used, int bytes) => [.. used.Concat(Enumerable.Repeat((byte)0xEE, bytes)).Take(bytes)];
    }

    [Theory]
    [InlineData(PixelFormat.Nv12, 4)]
    [InlineData(PixelFormat.I420, 7)]
    [InlineData(PixelFormat.Bgr24, 5)]
    public void Plane_rows_that_do_not_fit_are_refused(PixelFormat format, int rows)
    {
        var picture = new RawPicture(format, new(8, 6), 0, new byte[1000]) { PlaneRows = rows };
        Assert.Contains("rows", Assert.Throws<FrameException>(() => FrameDecoder.Decode(picture, Pictures.Limits)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_frame_owns_its_pixels()
    {
        var bytes = new byte[12];
        using var frame = FrameDecoder.Decode(new RawPicture(PixelFormat.Bgr24, new(2, 2), 0, bytes), Pictures.Limits);
        bytes.AsSpan().Fill(200);
        Assert.All(Pictures.Rgb(frame), level => Assert.Equal(0, level));
    }

    [Theory]
    [InlineData(PixelFormat.Bgr24, 4, 2, 0, 23, "24 bytes; 23 were given")]
    [InlineData(PixelFormat.Bgr24, 4, 2, 0, 25, "24 bytes; 25 were given")]
    [InlineData(PixelFormat.Gray8, 4, 2, 7, 13, "14 bytes; 13 were given")]
    [InlineData(PixelFormat.I420, 4, 2, 0, 8, "12 bytes; 8 were given")]
    [InlineData(PixelFormat.Nv12, 16384, 500, 2147483646, 8, "1610612734500 bytes; 8 were given")]
    [InlineData(PixelFormat.Rgb24, 4, 2, 11, 22, "stride is 11 bytes")]
    [InlineData(PixelFormat.Rgb24, 4, 2, -12, 24, "stride is -12 bytes")]
    [InlineData(PixelFormat.Nv12, 4, 2, 5, 15, "be even")]
    [InlineData(PixelFormat.Nv12, 3, 2, 0, 9, "must be even")]
    [InlineData(PixelFormat.I420, 4, 3, 0, 18, "must be even")]
    [InlineData(PixelFormat.Gray8, 0, 2, 0, 1, "at least 1")]
    [InlineData(PixelFormat.Gray8, -2, -2, 0, 4, "at least 1")]
    public void Numbers_that_do_not_fit_each_other_are_refused(PixelFormat format, int width, int height, int stride, int bytes, string told)
    {
        var picture = new RawPicture(format, new(width, height), stride, new byte[bytes]);
        var error = Assert.Throws<FrameException>(() => FrameDecoder.Decode(picture, Pictures.Limits));
        Assert.Equal("PICTURE_SIZE_WRONG", error.Reason);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_raw_picture_is_refused_when_it_is_too_large_empty_or_of_no_known_format()
    {
        Assert.Equal("PICTURE_TOO_LARGE", Reason(new RawPicture(PixelFormat.Bgr24, new(int.MaxValue, int.MaxValue), 0, new byte[8])));
        Assert.Equal("PICTURE_EMPTY", Reason(new RawPicture(PixelFormat.Bgr24, new(2, 2), 0, default)));
        Assert.Equal("PICTURE_FORMAT_UNKNOWN", Reason(new RawPicture((PixelFormat)77, new(2, 2), 0, new byte[4])));

        static string Reason(RawPicture picture) => Assert.Throws<FrameException>(() => FrameDecoder.Decode(picture, Pictures.Limits)).Reason;
    }

    private static RawPicture Sent(Mat bgr, PixelFormat format, int gap)
    {
        using var pixels = format switch
        {
            PixelFormat.Bgr24 => bgr.Clone(),
            PixelFormat.Rgb24 => bgr.CvtColor(ColorConversionCodes.BGR2RGB),
            PixelFormat.Gray8 => bgr.CvtColor(ColorConversionCodes.BGR2GRAY),
            _ => bgr.CvtColor(ColorConversionCodes.BGR2YUV_I420),
        };
        var (width, height) = (bgr.Width, bgr.Height);
        var bytes = pixels.AsSpan<byte>().ToArray();
        var planes = format switch
        {
            PixelFormat.I420 => (byte[])[.. Rows(bytes, 0, width, height, gap), .. Rows(bytes, width * height, width / 2, height, gap / 2)],
            PixelFormat.Nv12 => [.. Rows(bytes, 0, width, height, gap), .. Rows(Interleave(bytes, width * height), 0, width, height / 2, gap)],
            _ => Rows(bytes, 0, bytes.Length / height, height, gap),
        };
        var rowBytes = format is PixelFormat.Bgr24 or PixelFormat.Rgb24 ? 3 * width : width;
        return new(format, new(width, height), gap == 0 ? 0 : rowBytes + gap, planes);
    }

    private static byte[] Rows(byte[] bytes, int start, int rowBytes, int rows, int gap) =>
        [.. Enumerable.Range(0, rows).SelectMany(row => bytes.AsSpan(start + (row * rowBytes), rowBytes).ToArray().Concat(Enumerable.Repeat((byte)0xEE, gap)))];

    private static byte[] Interleave(byte[] i420, int luma)
    {
        var chroma = luma / 4;
        return [.. Enumerable.Range(0, 2 * chroma).Select(i => i420[luma + ((i % 2) * chroma) + (i / 2)])];
    }
}
