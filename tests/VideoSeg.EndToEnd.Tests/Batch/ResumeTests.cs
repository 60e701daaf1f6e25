using Grpc.Core;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests.Batch;

public sealed class ResumeTests : IDisposable
{
    private const int Frames = 40;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_whose_server_is_killed_repeatedly_has_the_same_outputs_at_any_concurrency()
    {
        // One object disappears and another appears: a tracker that lost its state would give the second the id of the first.
        var clip = Ffmpeg.Make(
            _folder.File("clip.mp4"),
            "-f lavfi -i color=c=red:s=192x128:r=25 -f lavfi -i color=c=blue:s=48x48:r=25 -filter_complex [1]split[a][b];"
                + "[0][a]overlay=x=10:y=10:enable=lt(t\\,0.3)[c];[c][b]overlay=x=130:y=70:enable=gt(t\\,0.2)[v] -map [v] -frames:v " + Frames + " -pix_fmt yuv420p -c:v libx264 -preset ultrafast");
        var whole = await UndisturbedAsync(clip);
        Assert.Contains("\"track_id\":2", Text(whole["results.jsonl"]), StringComparison.Ordinal);
        var random = new Random(1);
        string jobs = _folder.File("killed");
        string jobId = "";
        ulong doneBefore = 0;
        for (int kill = 0; kill < 3; kill++)
        {
            await using var server = await BatchServer.StartAsync(jobs, _folder.Path, ("Streaming__KeyframesAtOnce", "4"));
            var job = await server.CreateAsync(clip, "the-job", [.. BatchServer.AllOutputs]);
            jobId = jobId.Length > 0 ? jobId : job.JobId;
            Assert.Equal(jobId, job.JobId);

            // Stored chunks are not processed again. The last frame of a chunk is reported just before the chunk is stored.
            Assert.True(job.Progress.FramesDone >= (Math.Max(1, doneBefore) - 1) / 8 * 8, $"{job.Progress.FramesDone} frames after {doneBefore}");

            // At least one more chunk is done each time: a job that brings its server down twice in one chunk is given up.
            ulong enough = Math.Min(Frames - 1, job.Progress.FramesDone + 9 + (ulong)random.Next(4));
            doneBefore = await KillAfterAsync(server, jobId, enough);
        }

        await using var last = await BatchServer.StartAsync(jobs, _folder.Path);
        var ended = await last.EndOfAsync(await last.Batch.GetJobAsync(jobId, TestContext.Current.CancellationToken));
        Assert.Equal((BatchJobState.Succeeded, (ulong)Frames), (ended.State, ended.Progress.FramesDone));
        AssertEqual(whole, await last.DownloadAsync(ended));
    }

    [Fact]
    public async Task A_job_whose_server_is_stopped_is_resumed_by_the_next_server()
    {
        var clip = Ffmpeg.MakeClip(_folder.File("clip.mp4"), Frames);
        var whole = await UndisturbedAsync(clip, KeyframePolicy.Adaptive);
        Assert.Contains("\"keyframe_reason\":null", Text(whole["results.jsonl"]), StringComparison.Ordinal);
        string jobId;
        await using (var server = await BatchServer.StartAsync(_folder.File("stopped"), _folder.Path))
        {
            server.Config.KeyframePolicy = KeyframePolicy.Adaptive;
            jobId = (await server.CreateAsync(clip, "", [.. BatchServer.AllOutputs])).JobId;
            await foreach (var update in server.Batch.WatchJobAsync(jobId, cancellationToken: TestContext.Current.CancellationToken))
            {
                if (update.Job.Progress.FramesDone > 20)
                {
                    break;
                }
            }

            await server.StopAsync();
        }

        await using var next = await BatchServer.StartAsync(_folder.File("stopped"), _folder.Path);
        var ended = await next.EndOfAsync(await next.Batch.GetJobAsync(jobId, TestContext.Current.CancellationToken));
        Assert.Equal(BatchJobState.Succeeded, ended.State);
        AssertEqual(whole, await next.DownloadAsync(ended));
    }

    [Fact]
    public async Task A_job_that_was_running_when_its_server_was_killed_twice_fails_and_the_next_one_runs()
    {
        var clip = Ffmpeg.MakeClip(_folder.File("clip.mp4"), Frames);
        string jobId = "";
        for (int kill = 0; kill < 2; kill++)
        {
            // One chunk, so that nothing of it is ever done.
            await using var server = await BatchServer.StartAsync(_folder.File("jobs"), _folder.Path, ("Jobs__SegmentFrames", "1000"));
            jobId = (await server.CreateAsync(clip, "the-job")).JobId;
            await KillAfterAsync(server, jobId, 1);
        }

        await using var next = await BatchServer.StartAsync(_folder.File("jobs"), _folder.Path);
        var ended = await next.EndOfAsync(await next.Batch.GetJobAsync(jobId, TestContext.Current.CancellationToken));
        Assert.Equal((BatchJobState.Failed, "JOB_KILLED_SERVER"), (ended.State, ended.Error?.Reason));
        await next.SucceedAsync(clip);
    }

    [Fact]
    public async Task A_video_that_changed_before_the_resume_fails_the_job()
    {
        var clip = Ffmpeg.MakeClip(_folder.File("clip.mp4"), Frames);
        string jobId;
        await using (var server = await BatchServer.StartAsync(_folder.File("jobs"), _folder.Path))
        {
            jobId = (await server.CreateAsync(clip, "", BatchOutput.Overlay)).JobId;
            await KillAfterAsync(server, jobId, 10);
        }

        Ffmpeg.MakeClip(clip, 20);
        await using var next = await BatchServer.StartAsync(_folder.File("jobs"), _folder.Path);
        var ended = await next.EndOfAsync(await next.Batch.GetJobAsync(jobId, TestContext.Current.CancellationToken));
        Assert.Equal((BatchJobState.Failed, "VIDEO_CHANGED"), (ended.State, ended.Error?.Reason));
    }

    [Fact]
    public async Task Two_servers_never_share_a_folder()
    {
        await using var server = await BatchServer.StartAsync(_folder.File("jobs"), "");
        var (exitCode, _, error) = await ServerProcess.RunAsync("--urls", "http://127.0.0.1:0", "--http-urls", "", "--models", Repository.Path("models"), "--jobs", _folder.File("jobs"));
        Assert.Equal(1, exitCode);
        Assert.Contains("another server works on the jobs in", error, StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, byte[]>> UndisturbedAsync(string clip, KeyframePolicy policy = KeyframePolicy.Unspecified)
    {
        await using var server = await BatchServer.StartAsync(_folder.File("undisturbed"), _folder.Path, ("Streaming__KeyframesAtOnce", "1"));
        server.Config.KeyframePolicy = policy;
        return await server.DownloadAsync(await server.SucceedAsync(clip, [.. BatchServer.AllOutputs]));
    }

    /// <returns>The last reported progress.</returns>
    private static async Task<ulong> KillAfterAsync(BatchServer server, string jobId, ulong frames)
    {
        ulong done = 0;
        try
        {
            await foreach (var update in server.Batch.WatchJobAsync(jobId, cancellationToken: TestContext.Current.CancellationToken))
            {
                done = update.Job.Progress.FramesDone;
                if (done >= frames)
                {
                    break;
                }
            }
        }
        catch (VideoSegServerException e) when (e.StatusCode == StatusCode.Unavailable)
        {
        }

        await server.KillAsync();
        return done;
    }

    private static string Text(byte[] file) => System.Text.Encoding.UTF8.GetString(file).Replace(" ", "", StringComparison.Ordinal);

    private static void AssertEqual(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, bytes) in expected)
        {
            Assert.True(bytes.AsSpan().SequenceEqual(actual[name]), $"{name} differs");
        }
    }
}
