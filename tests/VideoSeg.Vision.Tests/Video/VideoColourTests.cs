using VideoSeg.Vision.Video;
using VideoSeg.Vision.Video.Writing;

namespace VideoSeg.Vision.Tests.Video;

/// <summary>Colours come out as they went in, whatever matrix, range, depth and subsampling the file has.</summary>
public sealed class VideoColourTests : IDisposable
{
    private const int Tolerance = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.mp4", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-colorspace bt709 -color_range tv -c:v libx264 -crf 5")]
    [InlineData("a.mp4", "scale=out_color_matrix=bt601:out_range=tv,format=yuv420p", "-colorspace smpte170m -color_range tv -c:v libx264 -crf 5")]
    [InlineData("a.mp4", "scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p", "-colorspace bt2020nc -color_range tv -c:v libx264 -crf 5")]
    [InlineData("a.mp4", "scale=out_color_matrix=bt709:out_range=pc,format=yuv420p", "-colorspace bt709 -color_range pc -c:v libx264 -crf 5")]
    [InlineData("a.webm", "scale=out_color_matrix=bt709:out_range=pc,format=yuv420p", "-colorspace bt709 -color_range pc -c:v libvpx-vp9 -deadline realtime -crf 5 -b:v 0")]
    [InlineData("a.mp4", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p10le", "-colorspace bt709 -color_range tv -c:v libx264 -crf 5")]
    [InlineData("a.mp4", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p10le", "-colorspace bt709 -color_range tv -c:v libx265 -preset ultrafast -x265-params log-level=none:crf=5:colormatrix=bt709")]
    [InlineData("a.mp4", "scale=out_color_matrix=bt709:out_range=tv,format=yuv422p", "-colorspace bt709 -color_range tv -c:v libx264 -crf 5")]
    [InlineData("a.mp4", "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p", "-colorspace bt709 -color_range tv -c:v libx264 -crf 5")]
    [InlineData("a.mov", "format=yuv422p10le", "-c:v prores_ks")]
    [InlineData("a.mkv", "format=bgr0", "-c:v ffv1")]
    [InlineData("a.mkv", "format=gbrp", "-c:v libx264rgb -crf 5")]
    [InlineData("a.avi", "format=yuyv422", "-c:v rawvideo")]
    public void A_colour_is_the_one_that_was_filmed(string name, string filters, string codec)
    {
        var path = Ffmpeg.Make(_folder.File(name), $"-f lavfi -i color=c=0xE61414:s=128x96:r=10,format=rgb24 -frames:v 3 -vf {filters} {codec}");
        Near(new Rgb(0xE6, 0x14, 0x14), ReadVideo.Of(path).Centres[0]);
    }

    [Fact]
    public void A_colour_survives_being_written()
    {
        var path = Ffmpeg.Make(_folder.File("red.mkv"), "-f lavfi -i color=c=0xE61414:s=128x96:r=10,format=bgr0 -frames:v 1 -c:v ffv1");
        using (var reader = VideoReader.Open(path))
        using (var writer = new VideoFileWriter(_folder.File("copy.mp4"), VideoFormat.Mp4, 10))
        {
            Assert.True(reader.TryRead(out var frame));
            writer.Write(frame, TimeSpan.Zero);
            frame.Dispose();
            writer.Finish();
        }

        Near(new Rgb(0xE6, 0x14, 0x14), ReadVideo.Of(_folder.File("copy.mp4")).Centres[0]);
    }

    [Fact]
    public void A_mirrored_video_is_mirrored()
    {
        var path = Ffmpeg.Make(_folder.File("halves.mp4"), "-f lavfi -i color=c=black:s=128x96:r=10,drawbox=x=0:y=0:w=64:h=96:c=white:t=fill -frames:v 3 -pix_fmt yuv420p -c:v libx264");
        Assert.True(IsBright(path, 0.25) && !IsBright(path, 0.75));

        // The matrix of the track header: x becomes 128 - x.
        var bytes = File.ReadAllBytes(path);
        var matrix = bytes.AsSpan(bytes.AsSpan().IndexOf("tkhd"u8) + 44, 36);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(matrix, -65536);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(matrix[24..], 128 << 16);
        File.WriteAllBytes(path, bytes);
        Assert.True(IsBright(path, 0.75) && !IsBright(path, 0.25));
    }

    [Fact]
    public void The_default_track_is_read_and_a_cover_is_not()
    {
        var (small, large) = (Make("small.mp4", "64x48"), Make("large.mp4", "128x96"));
        var two = Ffmpeg.Make(_folder.File("two.mkv"), $"-i {large} -i {small} -map 0 -map 1 -c copy -disposition:v:0 0 -disposition:v:1 default");
        Assert.Equal(new PixelSize(64, 48), ReadVideo.Of(two).Sizes[0]);

        var cover = Ffmpeg.Make(_folder.File("cover.png"), "-f lavfi -i color=c=red:s=500x500 -frames:v 1");
        var covered = Ffmpeg.Make(_folder.File("covered.mp4"), $"-i {small} -i {cover} -map 1 -map 0 -c copy -disposition:v:0 attached_pic");
        Assert.Equal(new PixelSize(64, 48), ReadVideo.Of(covered).Sizes[0]);

        string Make(string name, string size) => Ffmpeg.Make(_folder.File(name), $"-f lavfi -i testsrc=size={size}:rate=10 -frames:v 3 -pix_fmt yuv420p -c:v libx264");
    }

    [Theory]
    [InlineData("2026-11-30T12:30:00.mp4")]
    [InlineData("100%25d %s.mp4")]
    [InlineData("-y.mp4")]
    [InlineData("it's \"so\" $HOME;&.mp4")]
    [InlineData("frame%03d.mp4")]
    [InlineData("straße\u0301 日本 \t.mp4")]
    public void A_file_may_have_any_name(string name)
    {
        File.Move(Ffmpeg.MakeVideo(_folder.File("plain.mp4"), 3), _folder.File(name));
        Assert.Equal(3, ReadVideo.Of(_folder.File(name)).Sizes.Count);
    }

    private static bool IsBright(string path, double x)
    {
        using var reader = VideoReader.Open(path);
        Assert.True(reader.TryRead(out var frame));
        using (frame)
        {
            return ReadVideo.At(frame, x, 0.5).G > 128;
        }
    }

    private static void Near(Rgb expected, Rgb actual) => Assert.True(
        Math.Abs(expected.R - actual.R) <= Tolerance && Math.Abs(expected.G - actual.G) <= Tolerance && Math.Abs(expected.B - actual.B) <= Tolerance,
        $"{actual} instead of {expected}");
}
