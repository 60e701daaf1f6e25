using System.Buffers.Binary;
using OpenCvSharp;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Tests.Frames;

public sealed class EncodedPictureTests
{
    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void A_picture_file_becomes_a_frame_of_its_size_and_colours(string extension)
    {
        using var street = Pictures.Street();
        using var frame = Decode(Pictures.Encode(street, extension));
        using var rgb = street.CvtColor(ColorConversionCodes.BGR2RGB);
        Assert.Equal(Pictures.StreetSize, frame.Size);
        Assert.InRange(Pictures.Difference(rgb.AsSpan<byte>(), Pictures.Rgb(frame)), 0, 3);
    }

    [Fact]
    public void Lossy_and_lossless_webp_tell_their_size()
    {
        using var street = Pictures.Street();
        Cv2.ImEncode(".webp", street, out var lossy, new ImageEncodingParam(ImwriteFlags.WebPQuality, 70));
        Cv2.ImEncode(".webp", street, out var lossless, new ImageEncodingParam(ImwriteFlags.WebPQuality, 101));
        Assert.Equal("VP8 ", System.Text.Encoding.ASCII.GetString(lossy, 12, 4));
        Assert.Equal("VP8L", System.Text.Encoding.ASCII.GetString(lossless, 12, 4));
        Assert.Equal(Pictures.StreetSize, ImageHeader.Read(lossy).Size);
        Assert.Equal(Pictures.StreetSize, ImageHeader.Read(lossless).Size);
    }

    [Fact]
    public void What_decoding_takes_is_told_by_the_header()
    {
        using var pixels = new Mat(800, 1600, MatType.CV_8UC3, new Scalar(1, 2, 3));
        const long All = 3 * 800 * 1600;
        Assert.Equal(All, MemoryOf(Pictures.Encode(pixels, ".png"), new PixelSize(200, 100)));
        Assert.Equal(All, MemoryOf(Pictures.Encode(pixels, ".jpg"), new PixelSize(1600, 800)));
        Assert.Equal(All / 64, MemoryOf(Pictures.Encode(pixels, ".jpg"), new PixelSize(200, 100)));
        Assert.InRange(MemoryOf(Pictures.Encode(pixels, ".webp"), new PixelSize(200, 100)), All, 4 * All);

        // A progressive one holds the coefficients of all pixels, however small its frame becomes.
        Cv2.ImEncode(".jpg", pixels, out byte[] progressive, new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1));
        Assert.Equal((All / 64) + (2 * All), MemoryOf(progressive, new PixelSize(200, 100)));
        Assert.Equal("PICTURE_TOO_LARGE", Assert.Throws<FrameException>(() => FrameDecoder.MemoryToDecode(new EncodedPicture(progressive), new FrameLimits(1000), new PixelSize(8, 8))).Reason);

        static long MemoryOf(byte[] file, PixelSize needed) => FrameDecoder.MemoryToDecode(new EncodedPicture(file), new FrameLimits(1 << 30), needed);
    }

    [Fact]
    public void An_extended_webp_tells_the_size_of_its_canvas()
    {
        byte[] header = [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0x3F, 0x0D, 0x03, 0x1F, 0, 0];
        Assert.Equal(new PixelSize(200_000, 32), ImageHeader.Read(header).Size);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Grey_colour_and_transparent_pictures_of_16_bits_become_8_bit_bgr(int channels)
    {
        using var pixels = new Mat(6, 8, MatType.MakeType(MatType.CV_16U, channels), new Scalar(0x4000, 0x4000, 0x4000, 0x8000));
        using var frame = Decode(Pictures.Encode(pixels, ".png"));
        Assert.Equal(MatType.CV_8UC3, frame.Bgr.Type());
        Assert.All(Pictures.Rgb(frame), level => Assert.Equal(0x40, level));
    }

    [Fact]
    public void Progressive_jpeg_is_decoded()
    {
        using var street = Pictures.Street();
        Cv2.ImEncode(".jpg", street, out var file, new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1));
        using var frame = Decode(file);
        Assert.Equal(Pictures.StreetSize, frame.Size);
    }

    [Theory]
    [InlineData(384, 288, 384)]
    [InlineData(192, 145, 384)]
    [InlineData(192, 144, 192)]
    [InlineData(100, 60, 192)]
    [InlineData(96, 72, 96)]
    [InlineData(10, 10, 48)]
    public void A_jpeg_is_decoded_at_the_reduced_size_that_still_covers_what_is_needed(int width, int height, int decodedWidth)
    {
        using var frame = FrameDecoder.Decode(new EncodedPicture(Pictures.StreetJpeg), Pictures.Limits, new PixelSize(width, height));
        Assert.Equal(Pictures.StreetSize, frame.Size);
        Assert.Equal(decodedWidth, frame.Bgr.Width);
    }

    [Fact]
    public void Luma_alone_is_that_of_the_whole_picture()
    {
        var small = new PixelSize(90, 70);
        using var luma = FrameDecoder.DecodeLuma(new EncodedPicture(Pictures.StreetJpeg), Pictures.Limits, small);
        using var whole = FrameDecoder.Decode(new EncodedPicture(Pictures.StreetJpeg), Pictures.Limits, small);
        Assert.False(luma.IsWhole);
        Assert.Equal(Pictures.StreetSize, luma.Size);
        byte[] seen = new byte[small.Pixels], expected = new byte[small.Pixels];
        luma.CopyGray(small, seen);
        whole.CopyGray(small, expected);
        Assert.InRange(Pictures.Difference(seen, expected), 0, 1);
        Assert.Throws<InvalidOperationException>(() => Pictures.Rgb(luma));
    }

    [Fact]
    public void A_glance_at_what_can_not_be_reduced_is_the_whole_picture()
    {
        using var png = FrameDecoder.DecodeLuma(new EncodedPicture(Png()), Pictures.Limits, new PixelSize(2, 2));
        using var large = FrameDecoder.DecodeLuma(new EncodedPicture(Pictures.StreetJpeg), Pictures.Limits, new PixelSize(300, 200));
        Assert.True(png.IsWhole);
        Assert.True(large.IsWhole);
        Assert.Equal(Pictures.StreetSize.Width, large.Bgr.Width);
    }

    [Fact]
    public void A_png_that_claims_60000_by_60000_is_refused_before_memory_is_taken()
    {
        var file = Png();
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 60_000);
        var error = Refuse(file, "PICTURE_TOO_LARGE");
        Assert.Equal("The picture is 60000x60000 = 3,600,000,000 px; at most 8,294,400 px are allowed.", error.Message);
    }

    [Fact]
    public void A_side_over_the_limit_is_refused_even_with_few_pixels()
    {
        using var strip = new Mat(1, 20_000, MatType.CV_8UC1, Scalar.All(9));
        var error = Refuse(Pictures.Encode(strip, ".png"), "PICTURE_TOO_LARGE");
        Assert.Equal("The picture is 20000x1; at most 16,384 px are allowed on a side.", error.Message);
    }

    [Fact]
    public void A_picture_without_bytes_is_refused() => Refuse([], "PICTURE_EMPTY");

    [Fact]
    public void A_gif_is_refused_and_its_first_bytes_are_told()
    {
        var error = Refuse([.. "GIF89a"u8, 1, 2, 3, 4], "PICTURE_FORMAT_UNKNOWN");
        Assert.Contains("4749463839610102", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_side_of_zero_is_refused()
    {
        var file = Png();
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 0);
        Refuse(file, "PICTURE_SIZE_WRONG");
    }

    [Fact]
    public void Every_truncation_of_a_file_is_refused()
    {
        using var street = Pictures.Street();
        using var small = street.Resize(new Size(40, 30));
        foreach (var extension in new[] { ".jpg", ".png", ".webp" })
        {
            var file = Pictures.Encode(small, extension);

            // A JPEG may lack its end marker, and a last byte of bits that fill it up.
            var least = extension == ".jpg" ? file.Length - 3 : file.Length;
            for (var length = 1; length < least; length++)
            {
                var error = Assert.Throws<FrameException>(() => Decode(file[..length]).Dispose());
                Assert.Contains(error.Reason, (string[])["PICTURE_BROKEN", "PICTURE_FORMAT_UNKNOWN"]);
            }

            Assert.Contains("ends too early", Refuse(file[..(least - 1)], "PICTURE_BROKEN").Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_jpeg_padded_with_zeros_or_followed_by_other_data_is_whole()
    {
        using var padded = Decode([.. Pictures.StreetJpeg, .. new byte[100]]);
        using var followed = Decode([.. Pictures.StreetJpeg, .. "a film of the moment"u8]);
        Assert.Equal(padded.Size, followed.Size);
    }

    [Fact]
    public void A_truncated_jpeg_is_refused_though_its_thumbnail_has_an_end()
    {
        byte[] segment = [0xFF, 0xE2, 0, 8, 0xFF, 0xD8, 1, 2, 0xFF, 0xD9];
        byte[] file = [.. Pictures.StreetJpeg[..2], .. segment, .. Pictures.StreetJpeg[2..^500]];
        Assert.Contains("ends too early", Refuse(file, "PICTURE_BROKEN").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_jpeg_with_thousands_of_scans_is_refused()
    {
        var scan = Pictures.StreetJpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var again = Pictures.StreetJpeg[scan..^2];
        var file = Pictures.StreetJpeg[..^2].Concat(Enumerable.Repeat(again, 200).SelectMany(bytes => bytes)).Concat<byte>([0xFF, 0xD9]);
        var error = Refuse([.. file], "PICTURE_BROKEN");
        Assert.Contains("100 scans", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_png_whose_pixels_are_damaged_is_refused()
    {
        var file = Png();
        for (var i = 60; i < 100; i++)
        {
            file[i] ^= 0x5A;
        }

        Refuse(file, "PICTURE_BROKEN");
    }

    private static byte[] Png()
    {
        using var street = Pictures.Street();
        return Pictures.Encode(street, ".png");
    }

    private static Frame Decode(byte[] file) => FrameDecoder.Decode(new EncodedPicture(file), Pictures.Limits);

    private static FrameException Refuse(byte[] file, string reason)
    {
        var error = Assert.Throws<FrameException>(() => Decode(file));
        Assert.Equal(reason, error.Reason);
        return error;
    }
}
