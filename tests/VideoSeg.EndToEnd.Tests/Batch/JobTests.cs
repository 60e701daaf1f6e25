using Grpc.Core;
using VideoSeg.Client;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests.Batch;

public sealed class JobTests(SharedBatchServer shared) : IClassFixture<SharedBatchServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private BatchServer Server => shared.Server;

    [Fact]
    public async Task Watchers_receive_progress_and_previews()
    {
        var clip = Ffmpeg.MakeClip(shared.File("watched.mp4"), 200);
        var job = await Server.CreateAsync(clip, "", BatchOutput.JsonLines);
        var updates = await Server.Batch.WatchJobAsync(job.JobId, 64, Cancelled).ToListAsync(Cancelled);

        Assert.Equal(BatchJobState.Succeeded, updates[^1].Job.State);
        Assert.Equal(updates.Select(u => u.Job.Progress.FramesDone).Order(), updates.Select(u => u.Job.Progress.FramesDone));
        Assert.Contains(updates, u => u.Job.State == BatchJobState.Running && u.Job.Progress is { FramesDone: > 0, FramesTotal: 200, FramesPerSecond: > 0, TimeLeft: not null });
        var preview = updates.First(u => !u.Preview.IsEmpty).Preview.ToByteArray();
        using var picture = Vision.Frames.FrameDecoder.Decode(new Vision.Pictures.EncodedPicture(preview), new Vision.Pictures.FrameLimits(1_000_000));
        Assert.Equal(64, picture.Size.Width);
    }

    [Fact]
    public async Task A_cancelled_job_ends_and_leaves_no_files()
    {
        var clip = Ffmpeg.MakeClip(shared.File("long.mp4"), 1000);
        var running = await Server.CreateAsync(clip, "", BatchOutput.Overlay);
        var waiting = await Server.CreateAsync(clip, "", BatchOutput.Overlay);
        await foreach (var update in Server.Batch.WatchJobAsync(running.JobId, cancellationToken: Cancelled))
        {
            if (update.Job.Progress.FramesDone > 0)
            {
                break;
            }
        }

        Assert.Equal(StatusCode.FailedPrecondition, (await RefusedAsync(Server.Batch.DeleteJobAsync(running.JobId, Cancelled))).StatusCode);
        Assert.Equal(BatchJobState.Cancelled, (await Server.Batch.CancelJobAsync(waiting.JobId, Cancelled)).State);
        Assert.Equal(BatchJobState.Cancelled, (await Server.Batch.CancelJobAsync(running.JobId, Cancelled)).State);
        Assert.Equal(BatchJobState.Cancelled, (await Server.EndOfAsync(running)).State);
        Assert.Equal(BatchJobState.Cancelled, (await Server.Batch.CancelJobAsync(running.JobId, Cancelled)).State);
        Assert.False(Directory.Exists(shared.Outside($"jobs/jobs/{running.JobId}")));
    }

    [Fact]
    public async Task Outputs_are_read_from_any_offset_until_the_job_is_deleted()
    {
        var job = await Server.SucceedAsync(Ffmpeg.MakeClip(shared.File("short.mp4"), 5));
        var whole = (await Server.DownloadAsync(job))["results.jsonl"];
        using var rest = new MemoryStream();
        await Server.Batch.DownloadAsync(job.JobId, "results.jsonl", rest, 100, Cancelled);
        Assert.Equal(whole[100..], rest.ToArray());

        var refused = await RefusedAsync(Server.Batch.DownloadAsync(job.JobId, "../../jobs.db", rest, cancellationToken: Cancelled));
        Assert.Equal((StatusCode.NotFound, "OUTPUT_UNKNOWN"), (refused.StatusCode, refused.Reason));

        await Server.Batch.DeleteJobAsync(job.JobId, Cancelled);
        refused = await RefusedAsync(Server.Batch.GetJobAsync(job.JobId, Cancelled));
        Assert.Equal((StatusCode.NotFound, "JOB_UNKNOWN"), (refused.StatusCode, refused.Reason));
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_page_by_page()
    {
        var clip = Ffmpeg.MakeClip(shared.File("listed.mp4"), 2);
        var created = new List<string>();
        for (int i = 0; i < 3; i++)
        {
            created.Add((await Server.CreateAsync(clip)).JobId);
        }

        var wire = new BatchService.BatchServiceClient(Server.Channel);
        var first = await wire.ListBatchJobsAsync(new ListBatchJobsRequest { PageSize = 2 }, cancellationToken: Cancelled);
        var second = await wire.ListBatchJobsAsync(new ListBatchJobsRequest { PageSize = 2, PageToken = first.NextPageToken }, cancellationToken: Cancelled);
        var all = await Server.Batch.ListJobsAsync(Cancelled).Select(job => job.JobId).ToListAsync(Cancelled);
        Assert.Equal(all.Take(4), first.Jobs.Concat(second.Jobs).Select(job => job.JobId));
        Assert.Equal(created, all.Where(created.Contains).Reverse());
    }

    [Fact]
    public async Task Jobs_and_uploads_are_visible_only_to_their_caller()
    {
        using var folder = new TemporaryFolder();
        var clip = Ffmpeg.MakeClip(folder.File("clip.mp4"), 5);
        var keys = new Dictionary<string, string> { ["ada"] = ApiKey.New(), ["bob"] = ApiKey.New() };
        var settings = keys.ToDictionary(key => $"Access__Callers__{key.Key}__KeyHashes__0", key => (string?)ApiKey.HashOf(key.Value));
        foreach (var name in keys.Keys)
        {
            settings[$"Access__Callers__{name}__Rights__0"] = "batch";
        }

        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        using var ada = new VideoSegClient(server.Grpc, new VideoSegClientOptions { Credential = keys["ada"] });
        using var bob = new VideoSegClient(server.Grpc, new VideoSegClientOptions { Credential = keys["bob"] });

        var upload = await ada.Batch.UploadAsync(clip, cancellationToken: Cancelled);
        Assert.Equal("UPLOAD_UNKNOWN", (await RefusedAsync(CreateAsync(bob, upload))).Reason);
        var job = await CreateAsync(ada, upload);
        Assert.Equal(BatchJobState.Succeeded, (await ada.Batch.WatchJobAsync(job.JobId, cancellationToken: Cancelled).LastAsync(Cancelled)).Job.State);

        foreach (var call in new Func<Task>[]
        {
            () => bob.Batch.GetJobAsync(job.JobId, Cancelled),
            () => bob.Batch.WatchJobAsync(job.JobId, cancellationToken: Cancelled).LastAsync(Cancelled).AsTask(),
            () => bob.Batch.CancelJobAsync(job.JobId, Cancelled),
            () => bob.Batch.DeleteJobAsync(job.JobId, Cancelled),
            () => bob.Batch.DownloadAsync(job.JobId, "results.jsonl", Stream.Null, cancellationToken: Cancelled),
        })
        {
            Assert.Equal("JOB_UNKNOWN", (await RefusedAsync(call())).Reason);
        }

        Assert.Empty(await bob.Batch.ListJobsAsync(Cancelled).ToListAsync(Cancelled));

        // Request ids are separate for each caller.
        Assert.NotEqual(job.JobId, (await CreateAsync(bob, await bob.Batch.UploadAsync(clip, cancellationToken: Cancelled))).JobId);
        Assert.Equal(job.JobId, (await CreateAsync(ada, upload)).JobId);

        static Task<BatchJob> CreateAsync(VideoSegClient caller, string upload) => caller.Batch.CreateJobAsync(
            new CreateBatchJobRequest { RequestId = "mine", UploadId = upload, Outputs = { BatchOutput.JsonLines } }, Cancelled);
    }

    [Fact]
    public async Task An_invalid_request_is_refused_with_the_reason()
    {
        var clip = Ffmpeg.MakeClip(shared.File("refused.mp4"), 2);
        await CheckAsync("outputs", new CreateBatchJobRequest { Path = clip });
        await CheckAsync("source", new CreateBatchJobRequest { Outputs = { BatchOutput.Tracks } });
        await CheckAsync("config.stream_id", new CreateBatchJobRequest { Path = clip, Config = new StreamConfig { StreamId = "mine" }, Outputs = { BatchOutput.Tracks } });
        await CheckAsync("config.model", new CreateBatchJobRequest { Path = clip, Config = new StreamConfig { Model = "nosuch" }, Outputs = { BatchOutput.Tracks } });

        async Task CheckAsync(string field, CreateBatchJobRequest request) =>
            Assert.Equal(field, Assert.Single((await RefusedAsync(Server.Batch.CreateJobAsync(request, Cancelled))).FieldViolations).Field);
    }

    [Fact]
    public async Task A_disk_without_space_fails_the_job_and_the_server_continues()
    {
        using var folder = new TemporaryFolder();
        var clip = Ffmpeg.MakeClip(folder.File("clip.mp4"), 5);
        await using var server = await BatchServer.StartAsync(folder.File("jobs"), folder.Path, ("Jobs__MinFreeBytes", $"{1L << 60}"));
        var ended = await server.EndOfAsync(await server.CreateAsync(clip));
        Assert.Equal((BatchJobState.Failed, "DISK_FULL", (int)StatusCode.ResourceExhausted), (ended.State, ended.Error.Reason, ended.Error.Code));
        var refused = await RefusedAsync(server.Batch.UploadAsync(clip, cancellationToken: Cancelled));
        Assert.Equal((StatusCode.ResourceExhausted, "DISK_FULL"), (refused.StatusCode, refused.Reason));
    }

    [Fact]
    public async Task Uploads_that_began_together_leave_the_space_that_stays_free()
    {
        // What is promised counts, and not what has come: the disk has room for one of them.
        const long Large = 4L << 30;
        using var folder = new TemporaryFolder();
        long free = new DriveInfo(folder.Path).AvailableFreeSpace;
        Assert.SkipUnless(free > 2 * Large, "the disk is too small");
        await using var server = await BatchServer.StartAsync(folder.File("jobs"), folder.Path, ("Jobs__MinFreeBytes", $"{free - Large - (Large / 2)}"));
        var uploads = new BatchService.BatchServiceClient(server.Channel);
        var request = new CreateUploadRequest { FileName = "a.mp4", SizeBytes = (ulong)Large };
        await uploads.CreateUploadAsync(request, cancellationToken: Cancelled);

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await uploads.CreateUploadAsync(request, cancellationToken: Cancelled));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains($"{Large} are promised to other uploads", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_writes_is_for_its_own_user_alone()
    {
        using var folder = new TemporaryFolder();
        var clip = Ffmpeg.MakeClip(folder.File("clip.mp4"), 5);
        string jobs = Directory.CreateDirectory(folder.File("jobs")).FullName;
        await using var server = await BatchServer.StartAsync(jobs, folder.Path);
        await server.SucceedAsync(clip, [.. BatchServer.AllOutputs]);
        await server.Batch.UploadAsync(clip, cancellationToken: Cancelled);

        const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var written = Directory.EnumerateFileSystemEntries(jobs, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(written, path => path.EndsWith("overlay.mp4", StringComparison.Ordinal));
        Assert.All(written, path => Assert.True((File.GetUnixFileMode(path) & Others) == UnixFileMode.None, $"{path}: {File.GetUnixFileMode(path)}"));
    }

    [Fact]
    public async Task The_temporary_jobs_of_a_server_that_was_killed_are_removed_by_the_next_one_and_those_of_one_that_runs_are_not()
    {
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string?> { ["TMPDIR"] = folder.Path };
        await using var running = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        string kept = Assert.Single(Directory.EnumerateDirectories(folder.Path, "videoseg-jobs-*"));
        await using (var killed = await ServerProcess.StartAsync(settings, ServerProcess.Small))
        {
            await killed.KillAsync();
        }

        Assert.Equal(2, Directory.EnumerateDirectories(folder.Path, "videoseg-jobs-*").Count());
        await using var next = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        var left = Directory.EnumerateDirectories(folder.Path, "videoseg-jobs-*").ToList();
        Assert.Equal(2, left.Count);
        Assert.Contains(kept, left);
    }

    [Fact]
    public async Task A_transport_stream_that_begins_amid_a_group_of_pictures_is_segmented_from_its_first_whole_picture_on()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = await File.ReadAllBytesAsync(Ffmpeg.MakeClip(folder.File("whole.ts"), 60, more: "-c:v libx264 -preset ultrafast -g 25 -f mpegts"), Cancelled);
        string cut = folder.File("cut.ts");

        // A whole number of packets.
        await File.WriteAllBytesAsync(cut, whole[(whole.Length / 188 / 4 * 188)..], Cancelled);
        await using var server = await BatchServer.StartAsync(folder.File("jobs"), folder.Path);
        Assert.InRange((await server.SucceedAsync(cut)).Progress.FramesDone, 1ul, 60ul);
    }

    [Fact]
    public async Task A_disk_that_becomes_full_fails_the_job_and_the_next_one_succeeds()
    {
        using var folder = new TemporaryFolder();
        string disk = Directory.CreateDirectory(folder.File("disk")).FullName;
        Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk), "only root may make a small disk");
        try
        {
            var noise = Ffmpeg.Make(folder.File("noise.mp4"), "-f lavfi -i color=c=gray:s=640x480:r=25,noise=alls=100:allf=t -frames:v 40 -pix_fmt yuv420p -c:v libx264 -preset ultrafast");
            var small = Ffmpeg.MakeClip(folder.File("small.mp4"), 5);
            await using var server = await BatchServer.StartAsync(disk, folder.Path, ("Jobs__MinFreeBytes", "0"));
            var full = await server.EndOfAsync(await server.CreateAsync(noise, "", BatchOutput.Overlay));
            Assert.Equal((BatchJobState.Failed, "DISK_FULL"), (full.State, full.Error?.Reason));
            await server.SucceedAsync(small, BatchOutput.JsonLines);
        }
        finally
        {
            Run("umount", disk);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static Task<VideoSegServerException> RefusedAsync(Task call) => Assert.ThrowsAsync<VideoSegServerException>(() => call);
}
