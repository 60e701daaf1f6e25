using OpenCvSharp;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Tests.Frames;

public sealed class UnendedJpegTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    public void A_jpeg_that_lacks_its_end_marker_alone_is_the_same_picture(int progressive, int lost)
    {
        var file = Street(progressive);
        using var whole = FrameDecoder.Decode(new EncodedPicture(file), Pictures.Limits);
        using var unended = FrameDecoder.Decode(new EncodedPicture(file.AsMemory(0, file.Length - lost)), Pictures.Limits);
        Assert.Equal(Pictures.Rgb(whole), Pictures.Rgb(unended));
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(0, 400)]
    [InlineData(0, 9000)]
    [InlineData(1, 400)]
    public void A_jpeg_that_lacks_a_part_of_the_picture_is_refused(int progressive, int lost)
    {
        byte[] file = Street(progressive);
        var error = Assert.Throws<FrameException>(() => FrameDecoder.Decode(new EncodedPicture(file.AsMemory(0, file.Length - lost)), Pictures.Limits));
        Assert.Equal("PICTURE_BROKEN", error.Reason);
        Assert.Contains("ends too early", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Street(int progressive)
    {
        using var street = Pictures.Street();
        Cv2.ImEncode(".jpg", street, out var file, new ImageEncodingParam(ImwriteFlags.JpegProgressive, progressive));
        return file;
    }
}
