using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Video;
using VideoSeg.Vision.Video.Writing;

namespace VideoSeg.Vision.Tests.Video;

public sealed class VideoFileTests
{
    [Fact]
    public void Frames_come_back_from_the_file_that_was_written()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("street.mp4");
        using var sent = Street();
        Write(path, 12.5, sent, sent, sent);

        using var reader = VideoReader.Open(path);
        Assert.Equal((12.5, 3, false), (reader.FrameRate!.Value, reader.FrameCount, reader.IsLive));
        for (var i = 0; i < 3; i++)
        {
            Assert.True(reader.TryRead(out var frame));
            using (frame)
            {
                Assert.InRange(Pictures.Difference(Pictures.Rgb(sent), Pictures.Rgb(frame)), 0, 5);
            }

            Assert.True(reader.File.IsEmpty);
        }

        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Odd_sides_get_one_more_pixel_and_other_sizes_are_fitted()
    {
        using var folder = new TemporaryFolder();
        using var odd = FrameDecoder.Decode(new RawPicture(PixelFormat.Gray8, new(63, 35), 0, new byte[63 * 35]), Pictures.Limits);
        using var other = Street();
        Write(folder.File("odd.mp4"), 10, odd, other);

        using var reader = VideoReader.Open(folder.File("odd.mp4"));
        Assert.True(reader.TryRead(out var frame));
        Assert.Equal(new PixelSize(64, 36), frame.Size);
        frame.Dispose();
        Assert.True(reader.TryRead(out var second));
        Assert.NotEqual(0, Pictures.Rgb(second).Max());
        second.Dispose();
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_told()
    {
        using var folder = new TemporaryFolder();
        using var frame = Street();
        var told = Assert.Throws<VideoException>(() => Write(folder.File("missing/street.mp4"), 10, frame)).Message;
        Assert.Contains("there is no folder", told, StringComparison.Ordinal);

        Directory.CreateDirectory(folder.File("taken.mp4"));
        told = Assert.Throws<VideoException>(() => Write(folder.File("taken.mp4"), 10, frame)).Message;
        Assert.Contains("taken.mp4", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(1001)]
    public void An_absurd_frame_rate_is_refused(double frameRate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new VideoFileWriter("street.mp4", VideoFormat.Mp4, frameRate));

    [Fact]
    public void Broken_empty_and_missing_videos_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("empty.mp4"), []);
        File.WriteAllBytes(folder.File("broken.mp4"), [0, 0, 0, 8, (byte)'f', (byte)'t', (byte)'y', (byte)'p', .. new byte[4992]]);
        File.WriteAllText(folder.File("words.mp4"), "These are words.");
        Assert.Contains("is empty", Told(folder.File("empty.mp4")), StringComparison.Ordinal);
        Assert.Contains("5000 bytes may be damaged", Told(folder.File("broken.mp4")), StringComparison.Ordinal);
        Assert.Contains("first bytes", Told(folder.File("words.mp4")), StringComparison.Ordinal);
        Assert.Contains("There is no file or folder", Told(folder.File("missing.mp4")), StringComparison.Ordinal);
        Assert.Contains("has no picture", Told(folder.Path), StringComparison.Ordinal);
        Assert.Contains("Camera 99", Told("99"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_url_is_the_servers_to_fetch_and_its_password_is_not_told()
    {
        var told = Told("rtsp://someone:secret@127.0.0.1:1/street");
        Assert.Contains("videoseg sources add", told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
    }

    private static Frame Street() => FrameDecoder.Decode(new EncodedPicture(Pictures.StreetJpeg), Pictures.Limits);

    private static string Told(string source) => Assert.Throws<VideoException>(() => VideoReader.Open(source)).Message;

    private static void Write(string path, double frameRate, params Frame[] frames)
    {
        using var writer = new VideoFileWriter(path, VideoFormat.Of(path)!, frameRate);
        for (var i = 0; i < frames.Length; i++)
        {
            writer.Write(frames[i], TimeSpan.FromSeconds(i / frameRate));
        }

        writer.Finish();
    }
}
