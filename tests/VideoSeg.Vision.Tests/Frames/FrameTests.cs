using CsCheck;
using OpenCvSharp;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;
using Size = OpenCvSharp.Size;

namespace VideoSeg.Vision.Tests.Frames;

public sealed class FrameTests
{
    [Fact]
    public void Rgb_is_written_in_rows_with_red_first()
    {
        byte[] bgr = [1, 2, 3, 4, 5, 6];
        using var frame = FrameDecoder.Decode(new RawPicture(PixelFormat.Bgr24, new(2, 1), 0, bgr), Pictures.Limits);
        Assert.Equal<byte>([3, 2, 1, 6, 5, 4], Pictures.Rgb(frame));
    }

    [Fact]
    public void A_smaller_picture_is_the_mean_over_area()
    {
        byte[] gray = [10, 30, 100, 100, 20, 40, 100, 200];
        using var frame = FrameDecoder.Decode(new RawPicture(PixelFormat.Gray8, new(4, 2), 0, gray), Pictures.Limits);
        var small = new byte[2];
        frame.CopyGray(new(2, 1), small);
        Assert.Equal<byte>([25, 125], small);
    }

    [Fact]
    public void Means_over_area_are_those_of_opencv() =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[1, 70], Gen.Int[1, 90], Gen.Int[1, 70]).Sample((width, height, smallWidth, smallHeight) =>
        {
            using var picture = Pictures.Street().Resize(new Size(width, height));
            var small = new PixelSize(Math.Min(width, smallWidth), Math.Min(height, smallHeight));
            using var expected = picture.Resize(new Size(small.Width, small.Height), 0, 0, InterpolationFlags.Area);
            using var actual = AreaShrink.Apply(picture, small);
            Assert.Equal(small, new PixelSize(actual.Width, actual.Height));
            Assert.InRange(Cv2.Norm(expected, actual, NormTypes.INF), 0, 1);
        }, iter: 300);

    [Fact]
    public void A_larger_picture_is_interpolated_between_centres()
    {
        using var frame = FrameDecoder.Decode(new RawPicture(PixelFormat.Gray8, new(2, 1), 0, new byte[] { 0, 100 }), Pictures.Limits);
        var large = new byte[4];
        frame.CopyGray(new(4, 1), large);
        Assert.Equal<byte>([0, 25, 75, 100], large);
    }

    [Fact]
    public void Room_of_the_wrong_size_is_refused()
    {
        using var frame = FrameDecoder.Decode(new EncodedPicture(Pictures.StreetJpeg), Pictures.Limits);
        Assert.Throws<ArgumentException>(() => frame.CopyRgb(new(10, 10), new byte[299]));
        Assert.Throws<ArgumentException>(() => frame.CopyGray(new(10, 10), new byte[300]));
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.CopyGray(new(0, 10), []));
    }

    [Fact]
    public void A_frame_written_as_jpeg_is_the_same_picture()
    {
        using var frame = FrameDecoder.Decode(new EncodedPicture(Pictures.StreetJpeg), Pictures.Limits);
        using var again = FrameDecoder.Decode(new EncodedPicture(frame.EncodeJpeg(95)), Pictures.Limits);
        Assert.InRange(Pictures.Difference(Pictures.Rgb(frame), Pictures.Rgb(again)), 0, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.EncodeJpeg(0));
    }
}
