using VideoSeg.Vision.Ffmpeg;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Video;

namespace VideoSeg.Vision.Tests.Video;

public sealed class VideoContainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public VideoContainerTests() => Assert.SkipUnless(Ffmpeg.IsInstalled, "ffmpeg is not installed");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("video.mp4", "MP4")]
    [InlineData("video.mov", "MP4")]
    [InlineData("video.mkv", "Matroska")]
    [InlineData("video.avi", "AVI")]
    [InlineData("video.ts", "MPEG-TS")]
    [InlineData("video.mpg", "MPEG-PS", "-c:v mpeg2video -r 25")]
    [InlineData("video.flv", "FLV")]
    [InlineData("video.wmv", "ASF", "-c:v msmpeg4v3")]
    public void A_container_is_known_by_its_bytes_and_read(string name, string container, string codec = "-c:v libx264 -preset ultrafast")
    {
        var path = Ffmpeg.MakeVideo(_folder.File(name), 5, codec);
        File.Move(path, _folder.File("renamed"));

        Assert.Equal((container, 0), (VideoContainer.Of(_folder.File("renamed"), name).Name, VideoContainer.Of(_folder.File("renamed"), name).MissingBytes));
        using var reader = VideoReader.OpenFile(_folder.File("renamed"), name, PictureReader.Limits);
        Assert.Equal(new PixelSize(128, 96), reader.Size);
        Assert.True(reader.TrySkip());
        Assert.True(reader.TryRead(out var frame));
        frame.Dispose();
    }

    [Theory]
    [InlineData("video.mp4")]
    [InlineData("video.mkv")]
    [InlineData("video.ts")]
    public void A_video_whose_frames_are_too_large_is_not_opened(string name)
    {
        string path = Ffmpeg.MakeVideo(_folder.File(name), 5);
        var refused = Assert.Throws<VideoException>(() => VideoReader.OpenFile(path, name, new FrameLimits(128 * 95)));
        Assert.Equal("VIDEO_TOO_LARGE", refused.Reason);
        Assert.Contains("128x96", refused.Message, StringComparison.Ordinal);

        using var fits = VideoReader.OpenFile(path, name, new FrameLimits(128 * 96));
    }

    [Theory]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.ts\n#EXT-X-ENDLIST\n")]
    [InlineData("ffconcat version 1.0\nfile other.ts\n")]
    public void A_list_that_names_another_file_is_no_video_whatever_its_name_is(string list)
    {
        Ffmpeg.MakeVideo(_folder.File("other.ts"), 5);
        File.WriteAllText(_folder.File("list.mp4"), list);

        Assert.Equal("VIDEO_FORMAT_UNKNOWN", Refused(_folder.File("list.mp4")).Reason);
        Assert.Equal("VIDEO_FORMAT_UNKNOWN", Assert.Throws<VideoException>(() => VideoReader.OpenFile(_folder.File("list.mp4"), "list.mp4", PictureReader.Limits)).Reason);

        // Not even past the look at its first bytes: FFmpeg itself may use one demuxer alone.
        Assert.Null(MediaProbe.Describe(_folder.File("list.mp4"), InputAccess.ToFile("mov")).ShownTrack);
    }

    [Fact]
    public void A_video_that_names_a_url_opens_no_connection()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        File.WriteAllText(_folder.File("list.mp4"), $"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://{listener.LocalEndpoint}/other.ts\n#EXT-X-ENDLIST\n");

        Assert.Throws<VideoException>(() => VideoReader.Open(_folder.File("list.mp4")));
        Assert.Null(MediaProbe.Describe(_folder.File("list.mp4"), InputAccess.ToFile("mov")).ShownTrack);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("concat:")]
    [InlineData("subfile,,start,0,end,0,,:")]
    [InlineData("async:file:")]
    public void A_name_that_is_a_url_reads_no_file(string protocol)
    {
        var path = Ffmpeg.MakeVideo(_folder.File("video.ts"), 5);
        Assert.NotNull(MediaProbe.Describe(path, InputAccess.ToFile("mpegts")).ShownTrack);
        Assert.Null(MediaProbe.Describe(protocol + path, InputAccess.ToFile("mpegts")).ShownTrack);
    }

    [Theory]
    [InlineData("video.mp4", "-c:v libx264 -preset ultrafast")]
    [InlineData("video.mp4", "-c:v libx264 -preset ultrafast -movflags +faststart")]
    [InlineData("video.avi", "-c:v libx264 -preset ultrafast")]
    public void A_file_that_was_cut_off_lacks_bytes(string name, string codec)
    {
        var path = Ffmpeg.MakeVideo(_folder.File(name), 20, codec);
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^100]);

        Assert.Equal(100, VideoContainer.Of(path, name).MissingBytes);
    }

    [Theory]
    [InlineData("sound.m4a", "-f lavfi -i sine=duration=1")]
    [InlineData("sound.mkv", "-f lavfi -i sine=duration=1")]
    public void Sound_alone_is_told(string name, string arguments)
    {
        var refused = Refused(Ffmpeg.Make(_folder.File(name), arguments));

        Assert.Equal("VIDEO_WITHOUT_PICTURE", refused.Reason);
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_have_the_times_of_a_variable_rate()
    {
        var path = Ffmpeg.Make(
            _folder.File("variable.mp4"),
            "-f lavfi -i testsrc=size=128x96:rate=10 -frames:v 6 -vf settb=1/1000,setpts=if(lt(N\\,3)\\,N*100\\,300+(N-3)*500) -vsync vfr -pix_fmt yuv420p -c:v libx264");
        using var reader = VideoReader.Open(path);
        var times = new List<double>();
        while (reader.TryRead(out var frame))
        {
            frame.Dispose();
            times.Add(reader.Time!.Value.TotalMilliseconds);
        }

        Assert.Equal([0, 100, 200, 300, 800, 1300], times.Select(time => Math.Round(time)));
    }

    [Fact]
    public void A_video_that_was_filmed_upright_comes_upright()
    {
        var lying = Ffmpeg.MakeVideo(_folder.File("lying.mp4"), 3);
        var path = Ffmpeg.Make(_folder.File("turned.mp4"), $"-i {lying} -c copy -metadata:s:v rotate=90");
        using var reader = VideoReader.Open(path);
        Assert.True(reader.TryRead(out var frame));
        using (frame)
        {
            Assert.Equal(new PixelSize(96, 128), frame.Size);
        }
    }

    [Fact]
    public void What_is_passed_over_is_not_read_again()
    {
        var path = Ffmpeg.MakeVideo(_folder.File("video.mp4"), 4);
        using var reader = VideoReader.Open(path);
        Assert.True(reader.TrySkip() && reader.TrySkip() && reader.TrySkip());
        Assert.True(reader.TryRead(out var last));
        Assert.Equal(300, reader.Time!.Value.TotalMilliseconds, 0.5);
        last.Dispose();
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.TrySkip());
    }

    private static VideoException Refused(string path) => Assert.Throws<VideoException>(() => VideoReader.Open(path));
}
