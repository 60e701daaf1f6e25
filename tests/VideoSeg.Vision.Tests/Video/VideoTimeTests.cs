using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Video;
using VideoSeg.Vision.Video.Writing;

namespace VideoSeg.Vision.Tests.Video;

/// <summary>Frames have the times, sizes and pixel shapes of the file.</summary>
public sealed class VideoTimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("reordered.avi", "-c:v libx264 -preset veryfast -bf 2")]
    [InlineData("reordered.avi", "-c:v mpeg4 -bf 2")]
    [InlineData("reordered.mp4", "-c:v libx264 -preset veryfast -bf 3")]
    public void Times_rise_by_the_frame_rate_also_with_reordered_frames(string name, string codec)
    {
        var read = ReadVideo.Of(Ffmpeg.MakeVideo(_folder.File(name), 12, codec));
        Assert.Equal([.. Enumerable.Range(0, 12).Select(i => Math.Round(i / 10.0, 4))], read.Times);
    }

    [Theory]
    [InlineData("ts")]
    [InlineData("mpg")]
    public void Times_rise_over_captures_that_were_joined(string kind)
    {
        var one = Ffmpeg.MakeVideo(_folder.File($"one.{kind}"), 20, "-c:v mpeg2video -r 25");
        File.WriteAllBytes(_folder.File($"joined.{kind}"), [.. File.ReadAllBytes(one), .. File.ReadAllBytes(one)]);
        var (single, joined) = (ReadVideo.Of(one), ReadVideo.Of(_folder.File($"joined.{kind}")));
        Assert.InRange(joined.Sizes.Count, (2 * single.Sizes.Count) - 2, 2 * single.Sizes.Count);
        DamagedVideoTests.Rises(joined.Times);
        Assert.InRange(joined.Times[^1], 1.8 * single.Times[^1], 2.2 * single.Times[^1]);
    }

    [Fact]
    public void A_clock_goes_on_where_times_are_missing_equal_or_go_back()
    {
        var clock = new FrameClock(TimeSpan.FromSeconds(0.1));
        double?[] given = [5, 5.1, 5.1, null, 5.4, 0.2, 0.3, 0.25, 9];
        Assert.Equal([0, 0.1, 0.101, 0.201, 0.4, 0.5, 0.6, 0.601, 9.3], given.Select(seconds => Math.Round(clock.Next(seconds).TotalSeconds, 4)));
    }

    [Theory]
    [InlineData("late.mp4", "aac")]
    [InlineData("late.mkv", "libopus")]
    [InlineData("late.mov", "pcm_s16le")]
    public void The_picture_may_begin_after_the_sound(string name, string sound)
    {
        var read = ReadVideo.Of(Ffmpeg.Make(_folder.File(name), $"-f lavfi -i sine=duration=3 -itsoffset 1 -f lavfi -i testsrc=size=128x96:rate=10:duration=2 -map 1 -map 0 -vsync passthrough -c:v libx264 -c:a {sound}"));
        Assert.Equal(0, read.Times[0]);
        Assert.InRange(read.StartTime.TotalSeconds, 0.9, 1.1);
    }

    [Theory]
    [InlineData("ts", "-c:v libx264 -bf 0")]
    [InlineData("h264", "-c:v libx264 -bf 0")]
    public void Frames_have_the_size_that_the_stream_has_then(string kind, string codec)
    {
        var (small, large) = (Make($"small.{kind}", "128x96"), Make($"large.{kind}", "192x128"));
        File.WriteAllBytes(_folder.File($"both.{kind}"), [.. File.ReadAllBytes(small), .. File.ReadAllBytes(large)]);
        var read = ReadVideo.Of(_folder.File($"both.{kind}"));
        Assert.Equal([.. Enumerable.Repeat(new PixelSize(128, 96), 8), .. Enumerable.Repeat(new PixelSize(192, 128), 8)], read.Sizes);

        string Make(string name, string size) => Ffmpeg.Make(_folder.File(name), $"-f lavfi -i testsrc=size={size}:rate=10 -frames:v 8 -pix_fmt yuv420p {codec}");
    }

    [Fact]
    public void The_shape_of_pixels_is_told_and_written()
    {
        var path = Ffmpeg.MakeVideo(_folder.File("wide.mp4"), 3, "-vf setsar=64/45 -c:v libx264");
        using var reader = VideoReader.Open(path);
        Assert.Equal(new PixelAspect(64, 45), reader.PixelAspect);
        using (var writer = new VideoFileWriter(_folder.File("copy.mp4"), VideoFormat.Mp4, 10) { PixelAspect = reader.PixelAspect })
        {
            Assert.True(reader.TryRead(out var frame));
            writer.Write(frame, TimeSpan.Zero);
            frame.Dispose();
            writer.Finish();
        }

        Assert.Equal(new PixelAspect(64, 45), ReadVideo.Of(_folder.File("copy.mp4")).Aspect);
    }

    [Theory]
    [InlineData("written.mp4", 0.0001)]
    [InlineData("written.mov", 0.0001)]
    [InlineData("written.mkv", 0.001)]
    [InlineData("written.webm", 0.001)]
    public void Frames_are_written_at_their_own_times(string name, double precision)
    {
        // Uneven, with a pause, and 240 a second.
        double[] times = [0, 0.033, 0.09, 15.09, 15.13, 15.134166, 15.138333];
        using (var writer = new VideoFileWriter(_folder.File(name), VideoFormat.Of(name)!, 30))
        {
            foreach (var time in times)
            {
                using var frame = FrameDecoder.Decode(new RawPicture(PixelFormat.Gray8, new(64, 48), 0, new byte[64 * 48]), Pictures.Limits);
                writer.Write(frame, TimeSpan.FromSeconds(time));
            }

            writer.Finish();
        }

        var read = ReadVideo.Of(_folder.File(name)).Times;
        Assert.Equal(times.Length, read.Count);
        Assert.All(times.Zip(read), pair => Assert.Equal(pair.First, pair.Second, precision));
    }
}
