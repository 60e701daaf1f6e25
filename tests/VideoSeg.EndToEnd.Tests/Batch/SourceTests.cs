using System.Text.Json;
using Grpc.Core;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests.Batch;

/// <summary>Valid and invalid video files, and paths that must be refused.</summary>
public sealed class SourceTests(SharedBatchServer shared) : IClassFixture<SharedBatchServer>
{
    private BatchServer Server => shared.Server;

    [Theory]
    [InlineData("broken.mp4", "VIDEO_BROKEN")]
    [InlineData("sound.m4a", "VIDEO_WITHOUT_PICTURE")]
    [InlineData("nothing.mp4", "VIDEO_")]
    [InlineData("text.mp4", "VIDEO_FORMAT_UNKNOWN")]
    [InlineData("playlist.mp4", "VIDEO_FORMAT_UNKNOWN")]
    [InlineData("script.mp4", "VIDEO_FORMAT_UNKNOWN")]
    [InlineData("large.mp4", "VIDEO_TOO_LARGE")]
    public async Task An_unusable_file_fails_with_its_name_and_the_reason_and_the_next_job_succeeds(string name, string reason)
    {
        var path = Make(name);
        var bad = await Server.CreateAsync(path);
        var good = await Server.CreateAsync(Ffmpeg.MakeClip(shared.File($"good-{name}.mp4"), 10));

        var ended = await Server.EndOfAsync(bad);
        Assert.Equal(BatchJobState.Failed, ended.State);
        Assert.StartsWith(reason, ended.Error.Reason, StringComparison.Ordinal);
        Assert.Contains(name, ended.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/proc/", ended.Error.Message, StringComparison.Ordinal);
        Assert.Equal((BatchJobState.Succeeded, 10UL), ((await Server.EndOfAsync(good)) is var done ? done.State : default, done.Progress.FramesDone));
    }

    [Fact]
    public async Task An_empty_file_is_refused_at_once()
    {
        File.WriteAllBytes(shared.File("empty.mp4"), []);
        var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => Server.CreateAsync(shared.File("empty.mp4")));
        Assert.Equal((StatusCode.InvalidArgument, "VIDEO_EMPTY"), (refused.StatusCode, refused.Reason));
        Assert.Contains("empty.mp4", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_frame_rate_keeps_its_times_also_in_the_overlay()
    {
        var path = Ffmpeg.Make(
            shared.File("variable.mp4"),
            "-f lavfi -i color=c=red:s=192x128:r=10 -frames:v 6 -vf settb=1/1000,setpts=if(lt(N\\,3)\\,N*100\\,300+(N-3)*500) -vsync vfr -pix_fmt yuv420p -c:v libx264");
        var files = await Server.DownloadAsync(await Server.SucceedAsync(path, BatchOutput.JsonLines, BatchOutput.Overlay));

        Assert.Equal([0, 0.1, 0.2, 0.3, 0.8, 1.3], Lines(files).Select(line => Math.Round(line.GetProperty("time").GetDouble(), 3)));
        File.WriteAllBytes(shared.Outside("variable-overlay.mp4"), files["overlay.mp4"]);
        using var overlay = Vision.Video.VideoReader.Open(shared.Outside("variable-overlay.mp4"));
        var times = new List<double>();
        while (overlay.TrySkip())
        {
            times.Add(Math.Round(overlay.Time!.Value.TotalSeconds, 1));
        }

        Assert.Equal([0, 0.1, 0.2, 0.3, 0.8, 1.3], times);
    }

    [Fact]
    public async Task A_job_reads_on_behind_a_damaged_place_and_tells_what_is_missing()
    {
        var path = Ffmpeg.MakeClip(shared.File("damaged.mp4"), 30, more: "-c:v libx264 -g 5 -bf 0 -movflags +faststart");
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. bytes[..(bytes.Length / 2)], .. new byte[bytes.Length / 8], .. bytes[(bytes.Length * 5 / 8)..]]);

        var job = await Server.SucceedAsync(path, BatchOutput.JsonLines, BatchOutput.Overlay);
        var lines = Lines(await Server.DownloadAsync(job));
        Assert.Equal(30UL, (ulong)lines.Length + job.Progress.FramesMissing);
        Assert.InRange(job.Progress.FramesMissing, 1UL, 15UL);
        Assert.Contains("'damaged.mp4'", job.Problem, StringComparison.Ordinal);
        Assert.Contains("of 30 frames could not be read", job.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotated_video_is_processed_upright()
    {
        var lying = Ffmpeg.MakeClip(shared.Outside("lying.mp4"), 5);
        var path = Ffmpeg.Make(shared.File("turned.mp4"), $"-i {lying} -c copy -metadata:s:v rotate=90");
        var line = Lines(await Server.DownloadAsync(await Server.SucceedAsync(path)))[0];
        Assert.Equal([192, 128], line.GetProperty("segments")[0].GetProperty("rle").GetProperty("size").EnumerateArray().Select(side => side.GetInt32()));
    }

    [Fact]
    public async Task A_4K_video_is_processed_at_its_own_size()
    {
        var path = Ffmpeg.MakeClip(shared.File("uhd.mp4"), 3, "3840x2160");
        var lines = Lines(await Server.DownloadAsync(await Server.SucceedAsync(path)));
        Assert.Equal([2160, 3840], lines[2].GetProperty("segments")[0].GetProperty("rle").GetProperty("size").EnumerateArray().Select(side => side.GetInt32()));
    }

    [Fact]
    public async Task A_path_may_be_relative_to_a_root()
    {
        Directory.CreateDirectory(shared.File("below"));
        Ffmpeg.MakeClip(shared.File("below/clip.mkv"), 4);
        Assert.Equal("clip.mkv", (await Server.SucceedAsync("below/clip.mkv")).FileName);
    }

    [Theory]
    [InlineData("../secret.mp4")]
    [InlineData("below/../../secret.mp4")]
    [InlineData("link.mp4")]
    [InlineData("link-folder/secret.mp4")]
    [InlineData("link-to-link/secret.mp4")]
    [InlineData("no-such-file.mp4")]
    [InlineData("pipe.mp4")]
    [InlineData(".")]
    [InlineData("\0")]
    [InlineData("/dev/zero")]
    [InlineData("/proc/self/environ")]
    [InlineData("file:secret.mp4")]
    [InlineData("http://127.0.0.1/secret.mp4")]
    public async Task A_path_outside_the_roots_is_refused(string path)
    {
        var secret = shared.Outside("secret.mp4");
        if (!File.Exists(secret))
        {
            Ffmpeg.MakeClip(secret, 2);
            Directory.CreateDirectory(shared.File("below"));
            File.CreateSymbolicLink(shared.File("link.mp4"), secret);
            Directory.CreateSymbolicLink(shared.File("link-folder"), Path.GetDirectoryName(secret)!);
            Directory.CreateSymbolicLink(shared.File("link-to-link"), shared.File("link-folder"));
            using var pipe = System.Diagnostics.Process.Start("mkfifo", shared.File("pipe.mp4"));
            await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        foreach (var named in new[] { path, Path.Combine(shared.Root, path) })
        {
            var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => Server.CreateAsync(named));
            Assert.Contains(refused.Reason, (string[])["VIDEO_MISSING", "VIDEO_EMPTY"]);
            Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        }
    }

    private string Make(string name)
    {
        var path = shared.File(name);
        switch (name)
        {
            case "broken.mp4":
                File.WriteAllBytes(path, [0, 0, 0, 8, .. "ftyp"u8, 0, 0, 16, 0, .. "mdat"u8, .. new byte[4088]]);
                break;
            case "sound.m4a":
                Ffmpeg.Make(path, "-f lavfi -i sine=duration=1");
                break;
            case "nothing.mp4":
                Ffmpeg.Make(path, "-f lavfi -i color=c=red:s=64x64 -frames:v 0 -c:v libx264");
                break;
            case "text.mp4":
                File.WriteAllText(path, "This is text.");
                break;
            case "playlist.mp4":
                Ffmpeg.MakeClip(shared.File("other.ts"), 5, more: "-c:v libx264");
                File.WriteAllText(path, "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nother.ts\n#EXT-X-ENDLIST\n");
                break;
            case "script.mp4":
                Ffmpeg.MakeClip(shared.File("other.ts"), 5, more: "-c:v libx264");
                File.WriteAllText(path, "ffconcat version 1.0\nfile other.ts\n");
                break;
            case "large.mp4":
                Ffmpeg.Make(path, "-f lavfi -i color=c=red:s=8192x4352:r=1 -frames:v 1 -pix_fmt yuv420p -c:v libx264 -preset ultrafast");
                break;
        }

        return path;
    }

    private static JsonElement[] Lines(Dictionary<string, byte[]> files) =>
        [.. System.Text.Encoding.UTF8.GetString(files["results.jsonl"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
