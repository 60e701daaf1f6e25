using OpenCvSharp;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Tests.Frames;

/// <summary>A picture is turned upright as its EXIF orientation says, unless it is to stay as stored.</summary>
public sealed class OrientationTests
{
    private static readonly PixelSize Stored = new(96, 64);

    // Where the bright quarter, which is stored at the top left, is seen: x and y are shares of the upright picture.
    public static TheoryData<int, double, double> Orientations => new()
    {
        { 1, 0.25, 0.25 }, { 2, 0.75, 0.25 }, { 3, 0.75, 0.75 }, { 4, 0.25, 0.75 }, { 5, 0.25, 0.25 }, { 6, 0.75, 0.25 }, { 7, 0.75, 0.75 }, { 8, 0.25, 0.75 },
    };

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_jpeg_is_turned_upright(int orientation, double x, double y)
    {
        foreach (bool isLittle in new[] { true, false })
        {
            Check(Jpeg(orientation, isLittle), orientation, x, y);
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_png_and_a_webp_are_turned_upright(int orientation, double x, double y)
    {
        Check(Png(orientation), orientation, x, y);
        Check(WebP(orientation), orientation, x, y);
    }

    [Fact]
    public void A_picture_may_stay_as_stored()
    {
        var picture = new EncodedPicture(Jpeg(6, true)) { AsStored = true };
        using var frame = FrameDecoder.Decode(picture, Pictures.Limits);
        Assert.Equal((Stored, Stored), (frame.Size, FrameDecoder.SizeOf(picture)));
        Assert.True(Brightness(frame, 0.25, 0.25) > 200);
    }

    [Fact]
    public void A_picture_that_is_decoded_at_reduced_size_is_turned_too()
    {
        using var frame = FrameDecoder.Decode(new EncodedPicture(Jpeg(6, true)), Pictures.Limits, new PixelSize(16, 24));
        using var luma = FrameDecoder.DecodeLuma(new EncodedPicture(Jpeg(6, true)), Pictures.Limits, new PixelSize(16, 24));
        Assert.Equal((new PixelSize(64, 96), new PixelSize(64, 96)), (frame.Size, luma.Size));
        Assert.Equal((16, 24), (frame.Bgr.Width, frame.Bgr.Height));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void An_orientation_that_does_not_exist_changes_nothing(int orientation) => Check(Jpeg(orientation, true), 1, 0.25, 0.25);

    [Fact]
    public void Exif_that_is_cut_anywhere_changes_nothing_and_fails_nowhere()
    {
        var tiff = Tiff(6, true);
        for (int length = 0; length < tiff.Length - 4; length++)
        {
            Check(WithExif(tiff[..length]), 1, 0.25, 0.25);
        }
    }

    private static void Check(byte[] file, int orientation, double x, double y)
    {
        var upright = orientation >= 5 ? new PixelSize(Stored.Height, Stored.Width) : Stored;
        using var frame = FrameDecoder.Decode(new EncodedPicture(file), Pictures.Limits);
        Assert.Equal((upright, upright), (frame.Size, FrameDecoder.SizeOf(new EncodedPicture(file))));
        Assert.Equal(upright, new PixelSize(frame.Bgr.Width, frame.Bgr.Height));
        Assert.True(Brightness(frame, x, y) > 200);
        Assert.True(Brightness(frame, 1 - x, 1 - y) < 50);
    }

    private static byte Brightness(Frame frame, double x, double y) =>
        Pictures.Rgb(frame)[3 * (((int)(y * frame.Size.Height) * frame.Size.Width) + (int)(x * frame.Size.Width))];

    private static Mat Quarter()
    {
        var picture = new Mat(Stored.Height, Stored.Width, MatType.CV_8UC3, Scalar.Black);
        using var quarter = picture.SubMat(0, Stored.Height / 2, 0, Stored.Width / 2);
        quarter.SetTo(Scalar.White);
        return picture;
    }

    private static byte[] Jpeg(int orientation, bool isLittle) => WithExif(Tiff(orientation, isLittle));

    private static byte[] WithExif(byte[] tiff)
    {
        using var picture = Quarter();
        var file = Pictures.Encode(picture, ".jpg");
        byte[] segment = [0xFF, 0xE1, 0, (byte)(8 + tiff.Length), .. "Exif"u8, 0, 0, .. tiff];
        return [.. file[..2], .. segment, .. file[2..]];
    }

    private static byte[] Png(int orientation)
    {
        using var picture = Quarter();
        var file = Pictures.Encode(picture, ".png");
        byte[] named = [.. "eXIf"u8, .. Tiff(orientation, false)];
        byte[] chunk = [.. Big(named.Length - 4), .. named, .. Big((int)Crc32(named))];

        // Behind IHDR, which ends at 33.
        return [.. file[..33], .. chunk, .. file[33..]];
    }

    private static byte[] WebP(int orientation)
    {
        using var picture = Quarter();
        var tiff = Tiff(orientation, true);
        byte[] extended = [.. "VP8X"u8, 10, 0, 0, 0, 8, 0, 0, 0, (byte)(Stored.Width - 1), 0, 0, (byte)(Stored.Height - 1), 0, 0];
        byte[] content = [.. "WEBP"u8, .. extended, .. Pictures.Encode(picture, ".webp")[12..], .. "EXIF"u8, (byte)tiff.Length, 0, 0, 0, .. tiff];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(content.Length), .. content];
    }

    /// <summary>A TIFF structure with one entry: the orientation.</summary>
    private static byte[] Tiff(int orientation, bool isLittle) => isLittle
        ? [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte)orientation, (byte)(orientation >> 8), 0, 0, 0, 0, 0, 0]
        : [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, (byte)(orientation >> 8), (byte)orientation, 0, 0, 0, 0, 0, 0];

    private static byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte next in bytes)
        {
            crc ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
