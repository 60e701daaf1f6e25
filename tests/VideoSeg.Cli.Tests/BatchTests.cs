using System.Diagnostics;
using System.Runtime.InteropServices;
using VideoSeg.Vision.Video;

namespace VideoSeg.Cli.Tests;

public sealed partial class BatchTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_video_of_a_folder_gets_its_outputs_and_the_exit_code_counts_those_that_failed(bool embedded)
    {
        var videos = _folder.AddFolder("videos");
        MakeClip(Path.Combine(videos, "a.mp4"), 6);
        MakeClip(Path.Combine(_folder.AddFolder("videos/below"), "a.mp4"), 4);
        File.WriteAllBytes(Path.Combine(videos, "broken.mkv"), new byte[100]);
        File.WriteAllText(Path.Combine(videos, "empty.avi"), "");
        File.WriteAllText(Path.Combine(videos, "notes.txt"), "no video");
        string[] command = ["batch", videos, "--out", _folder["out"], "--outputs", "lines,overlay,summary", .. embedded ? Array.Empty<string>() : ["--server", server.Address]];

        var result = await Tool.RunAsync(command);

        result.MustFail(2, "broken.mkv");
        Assert.Contains("empty.avi", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 of 4 videos", result.Output, StringComparison.Ordinal);
        Assert.Equal(6, File.ReadLines(_folder["out/a.mp4/results.jsonl"]).Count());
        Assert.Equal(4, File.ReadLines(_folder["out/a.mp4-2/results.jsonl"]).Count());
        Assert.Contains("</html>", File.ReadAllText(_folder["out/a.mp4/summary.html"]), StringComparison.Ordinal);
        using (var overlay = VideoReader.Open(_folder["out/a.mp4/overlay.mp4"]))
        {
            Assert.Equal(6, overlay.FrameCount);
        }

        var written = File.GetLastWriteTimeUtc(_folder["out/a.mp4/results.jsonl"]);
        var again = await Tool.RunAsync(command);
        again.MustFail(2, "a.mp4: already done");
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder["out/a.mp4/results.jsonl"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ctrl_C_stops_gracefully_and_the_same_command_continues(bool embedded)
    {
        var clip = MakeClip(_folder["clip.mp4"], 80);
        string[] to(string target) => ["batch", clip, "--out", _folder[target], "--outputs", "lines,tracks", .. embedded ? Array.Empty<string>() : ["--server", server.Address]];
        (await Tool.RunAsync(to("whole"))).MustSucceed();

        using (var stopped = Tool.Start(to("stopped")))
        {
            var error = stopped.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await BegunAsync(embedded ? _folder["stopped/.jobs/jobs"] : _folder["stopped/clip.mp4"]);
            if (embedded)
            {
                await FilledAsync(_folder["stopped/.jobs/jobs"]);
            }

            // SIGTERM is handled like Ctrl-C. SIGINT does not work here: processes started by a background job ignore it.
            _ = Kill(stopped.Id, 15);
            await stopped.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(130, stopped.ExitCode);
            Assert.Contains("run the same command again to continue", await error, StringComparison.Ordinal);
        }

        (await Tool.RunAsync(to("stopped"))).MustSucceed();
        foreach (var name in new[] { "results.jsonl", "tracks.csv" })
        {
            Assert.Equal(File.ReadAllBytes(_folder[$"whole/clip.mp4/{name}"]), File.ReadAllBytes(_folder[$"stopped/clip.mp4/{name}"]));
        }
    }

    [Fact]
    public async Task A_source_without_videos_is_an_error()
    {
        (await Tool.RunAsync("batch", "/no/such/folder", "--out", _folder["out"])).MustFail(1, "/no/such/folder");
        (await Tool.RunAsync("batch", _folder.AddFolder("nothing"), "--out", _folder["out"])).MustFail(1, "has no video");
        (await Tool.RunAsync("batch", "/no", "--out", _folder["out"], "--outputs", "lines,gold")).MustFail(2, "'gold' is not an output");
    }

    /// <summary>Waits until something is created below the folder, which may not exist yet.</summary>
    private static async Task BegunAsync(string folder)
    {
        var parent = Path.GetDirectoryName(folder)!;
        if (!Directory.Exists(parent))
        {
            await BegunAsync(parent);
        }

        using var watcher = new FileSystemWatcher(parent);
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, change) => _ = change.FullPath == folder && made.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!Directory.Exists(folder))
        {
            await made.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until there is something in a folder.</summary>
    private static async Task FilledAsync(string folder)
    {
        using var watcher = new FileSystemWatcher(folder);
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, _) => made.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            await made.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static string MakeClip(string path, int frames)
    {
        using var ffmpeg = Process.Start("ffmpeg", ["-nostdin", "-y", "-loglevel", "error", "-i", Repository.Clip, "-frames:v", $"{frames}", "-vf", "scale=192:144,loop=10:120", "-c:v", "libx264", "-preset", "ultrafast", path]);
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
