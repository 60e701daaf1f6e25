using VideoSeg.Vision.Video;

namespace VideoSeg.Vision.Tests.Video;

/// <summary>A failure is never the end: what follows a damaged place is read, and what is missing is told.</summary>
public sealed class DamagedVideoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("damaged.mp4", "-c:v libx264 -preset ultrafast -g 5 -bf 0")]
    [InlineData("damaged.mkv", "-c:v libx264 -preset ultrafast -g 5 -bf 0")]
    [InlineData("damaged.ts", "-c:v libx264 -preset ultrafast -g 5 -bf 0")]
    [InlineData("damaged.avi", "-c:v mjpeg -q:v 3")]
    public void Frames_behind_a_damaged_place_are_read_and_those_within_are_counted(string name, string codec)
    {
        var path = Ffmpeg.MakeVideo(_folder.File(name), 40, codec);
        var bytes = File.ReadAllBytes(path);
        Array.Clear(bytes, bytes.Length / 2, Math.Min(6000, bytes.Length / 10));
        File.WriteAllBytes(path, bytes);

        var read = ReadVideo.Of(path);
        // AVI has no times: each of its frames is one step after the one before.
        Assert.InRange(read.Times[^1], name.EndsWith("avi", StringComparison.Ordinal) ? 3 : 3.9, 3.9);
        Assert.InRange(read.Sizes.Count, 20, 39);
        Assert.Equal(40 - read.Sizes.Count, read.Shortfall!.FramesMissing);
        Assert.Contains($"of 40 frames could not be read", read.Shortfall.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut.mp4", "-c:v libx264 -preset ultrafast -movflags +faststart")]
    [InlineData("cut.mkv", "-c:v libx264 -preset ultrafast -g 5")]
    [InlineData("cut.avi", "-c:v mjpeg -q:v 3")]
    [InlineData("cut.flv", "-c:v flv1 -q:v 3")]
    public void A_file_that_was_cut_off_gives_its_beginning_and_tells_what_is_missing(string name, string codec)
    {
        var path = Ffmpeg.MakeVideo(_folder.File(name), 40, codec);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^(int)(new FileInfo(path).Length / 3)]);

        var read = ReadVideo.Of(path);
        Assert.InRange(read.Sizes.Count, 10, 39);
        Assert.InRange(read.Shortfall!.FramesMissing, 40 - read.Sizes.Count - 1, 40 - read.Sizes.Count + 1);
    }

    [Theory]
    [InlineData("whole.mp4", "-c:v libx264 -preset ultrafast")]
    [InlineData("whole.mkv", "-c:v libx264 -preset ultrafast")]
    [InlineData("whole.webm", "-c:v libvpx -deadline realtime")]
    [InlineData("whole.avi", "-c:v libx264 -preset ultrafast")]
    [InlineData("whole.ts", "-c:v libx264 -preset ultrafast")]
    [InlineData("whole.mpg", "-c:v mpeg2video -r 25")]
    [InlineData("whole.flv", "-c:v flv1")]
    [InlineData("whole.wmv", "-c:v wmv2")]
    [InlineData("whole.ogv", "-c:v libtheora")]
    [InlineData("whole.mxf", "-c:v mpeg2video -r 25")]
    [InlineData("whole.gif", "-c:v gif")]
    [InlineData("whole.y4m", "-c:v wrapped_avframe")]
    [InlineData("whole.h264", "-c:v libx264")]
    [InlineData("whole.m2v", "-c:v mpeg2video -r 25")]
    [InlineData("whole.mjpeg", "-c:v mjpeg")]
    [InlineData("whole.ivf", "-c:v libvpx")]
    public void Nothing_is_missing_of_a_whole_file(string name, string codec)
    {
        var read = ReadVideo.Of(Ffmpeg.MakeVideo(_folder.File(name), 20, codec));
        Assert.InRange(read.Sizes.Count, 20, 52);
        Assert.Null(read.Shortfall);
        Rises(read.Times);
    }

    [Fact]
    public void Frames_that_an_edit_list_hides_are_not_missing()
    {
        var whole = Ffmpeg.MakeVideo(_folder.File("whole.mp4"), 40, "-c:v libx264 -preset ultrafast -g 40");
        Assert.Null(ReadVideo.Of(Ffmpeg.Make(_folder.File("edited.mp4"), $"-ss 1.95 -i {whole} -c copy")).Shortfall);
    }

    [Fact]
    public void Empty_frames_of_an_avi_are_not_missing()
    {
        var late = Ffmpeg.Make(_folder.File("late.avi"), "-f lavfi -i sine=duration=4 -itsoffset 1 -f lavfi -i testsrc=size=128x96:rate=10:duration=3 -map 1 -map 0 -c:v libx264 -preset ultrafast -c:a mp3");
        var read = ReadVideo.Of(late);
        Assert.Equal(30, read.Sizes.Count);
        Assert.Null(read.Shortfall);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(64)]
    public void What_stands_behind_the_last_box_does_not_matter(int bytes)
    {
        var path = Ffmpeg.MakeVideo(_folder.File("tail.mp4"), 10);
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path), .. Enumerable.Range(0, bytes).Select(i => (byte)(i % 3 * 77))]);
        Assert.Equal((10, null), (ReadVideo.Of(path).Sizes.Count, ReadVideo.Of(path).Shortfall));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(187)]
    [InlineData(-47)]
    public void A_capture_may_begin_inside_a_packet_or_behind_other_bytes(int from)
    {
        var path = Ffmpeg.MakeVideo(_folder.File("capture.ts"), 10);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, from > 0 ? bytes[from..] : [.. new byte[-from], .. bytes]);
        Assert.Equal(10, ReadVideo.Of(path).Sizes.Count);
    }

    [Fact]
    public void A_wrong_size_in_the_header_of_an_avi_does_not_matter()
    {
        var path = Ffmpeg.MakeVideo(_folder.File("riff.avi"), 10, "-c:v mjpeg");
        var bytes = File.ReadAllBytes(path);
        Array.Clear(bytes, 4, 4);
        File.WriteAllBytes(path, bytes);
        Assert.Equal((10, null), (ReadVideo.Of(path).Sizes.Count, ReadVideo.Of(path).Shortfall));
    }

    [Fact]
    public void A_codec_that_cannot_be_decoded_is_named()
    {
        var path = Ffmpeg.MakeVideo(_folder.File("strange.mp4"), 10);
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.AsSpan().LastIndexOf("avc1"u8), 4).Fill((byte)'q');
        File.WriteAllBytes(path, bytes);
        Assert.Contains("qqqq", Assert.Throws<VideoException>(() => VideoReader.Open(path)).Message, StringComparison.Ordinal);
    }

    internal static void Rises(IReadOnlyList<double> times) => Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second > pair.First, $"{pair.First} then {pair.Second}"));
}
