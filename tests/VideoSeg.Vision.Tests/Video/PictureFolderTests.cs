using OpenCvSharp;
using VideoSeg.Vision.Video;

namespace VideoSeg.Vision.Tests.Video;

public sealed class PictureFolderTests
{
    [Fact]
    public void Pictures_of_a_folder_come_in_natural_order_with_their_files()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, width) in new[] { ("frame10.png", 10), ("frame9.PNG", 9), ("frame2.jpg", 2), ("frame02b.webp", 3) })
        {
            using var pixels = new Mat(4, width, MatType.CV_8UC3, Scalar.All(90));
            File.WriteAllBytes(folder.File(name), Pictures.Encode(pixels, Path.GetExtension(name)));
        }

        File.WriteAllText(folder.File("frame3.txt"), "no picture");
        using var reader = VideoReader.Open(folder.Path);
        Assert.Equal(4, reader.FrameCount);
        Assert.Null(reader.FrameRate);
        foreach (var (name, width) in new[] { ("frame2.jpg", 2), ("frame02b.webp", 3), ("frame9.PNG", 9), ("frame10.png", 10) })
        {
            Assert.True(reader.TryRead(out var frame));
            Assert.Equal(new PixelSize(width, 4), frame.Size);
            Assert.Equal(File.ReadAllBytes(folder.File(name)), reader.File.ToArray());
            frame.Dispose();
        }

        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void One_picture_is_a_video_of_one_frame()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("street.jpg"), Pictures.StreetJpeg);
        using var reader = VideoReader.Open(folder.File("street.jpg"));
        Assert.True(reader.TryRead(out var frame));
        frame.Dispose();
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void A_broken_picture_is_told_by_its_name_and_the_next_one_can_be_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("1.jpg"), Pictures.StreetJpeg[..3000]);
        File.WriteAllBytes(folder.File("2.jpg"), Pictures.StreetJpeg);
        using var reader = VideoReader.Open(folder.Path);
        var error = Assert.Throws<VideoException>(() => reader.TryRead(out _));
        Assert.Contains("1.jpg", error.Message, StringComparison.Ordinal);
        Assert.Contains("ends too early", error.Message, StringComparison.Ordinal);
        Assert.Equal(3000, reader.File.Length);
        Assert.True(reader.TryRead(out var frame));
        frame.Dispose();
    }
}
