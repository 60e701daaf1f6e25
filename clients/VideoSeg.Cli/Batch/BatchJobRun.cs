using Grpc.Core;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Cli.Batch;

/// <summary>Processes one video: upload, job, download of the outputs. Steps that an earlier run completed are skipped.</summary>
internal sealed class BatchJobRun(BatchVideo video, BatchOptions options, BatchClient client, bool isEmbedded, VideoProgressBar bar)
{
    private BatchCheckpoint _checkpoint = BatchCheckpoint.Read(video.Folder, video.Path, video.RequestId(options));

    /// <returns>Whether the video could be read to its end.</returns>
    /// <exception cref="CommandFailedException">The video could not be processed.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (_checkpoint.IsComplete(video.Folder))
        {
            bar.Done(_checkpoint.Problem is { } earlier ? $"already done; {earlier}" : "already done");
            return _checkpoint.Problem is null;
        }

        // The folder is this video's from now on, whatever another run finds.
        _checkpoint = _checkpoint with { IsDone = false };
        _checkpoint.Write(video.Folder);

        var job = await JobAsync(cancellationToken);
        try
        {
            job = await WatchAsync(job, cancellationToken);
        }
        catch (OperationCanceledException) when (!isEmbedded)
        {
            // An embedded server stops with the tool and keeps the job for the next run. Any other server would continue a job that nobody waits for.
            await client.CancelJobAsync(job.JobId, CancellationToken.None);
            throw;
        }

        if (job.State != BatchJobState.Succeeded)
        {
            await client.DeleteJobAsync(job.JobId, cancellationToken);
            throw new CommandFailedException(job.Error is { } error ? $"{error.Message} ({error.Reason})" : "the job was cancelled");
        }

        bar.ShowDownload();
        await DownloadAsync(job, cancellationToken);
        var problem = job.Problem.Length > 0 ? job.Problem : null;
        (_checkpoint with { UploadId = null, IsDone = true, Outputs = [.. job.Outputs.Select(output => output.Name)], Problem = problem }).Write(video.Folder);
        await client.DeleteJobAsync(job.JobId, cancellationToken);
        bar.Done(problem is null ? $"{job.Progress.FramesDone} frames" : $"{job.Progress.FramesDone} frames; {problem}");
        return problem is null;
    }

    /// <summary>Returns the job of an earlier run if it can still succeed; otherwise creates a new one.</summary>
    private async Task<BatchJob> JobAsync(CancellationToken cancellationToken)
    {
        var job = await CreateAsync(cancellationToken);
        if (job.State is BatchJobState.Failed or BatchJobState.Cancelled && job.Created.ToDateTimeOffset() < bar.Started)
        {
            await client.DeleteJobAsync(job.JobId, cancellationToken);
            job = await CreateAsync(cancellationToken);
        }

        return job;
    }

    private async Task<BatchJob> CreateAsync(CancellationToken cancellationToken)
    {
        var request = new CreateBatchJobRequest { RequestId = _checkpoint.RequestId, Config = options.Config };
        BatchOutputs.AddTo(request, options.Outputs);

        // A path with a semicolon cannot be passed in --job-roots, so the file is uploaded as for a remote server.
        if (isEmbedded && !video.Path.Contains(';', StringComparison.Ordinal))
        {
            request.Path = video.Path;
            return await client.CreateJobAsync(request, cancellationToken);
        }

        // First look for an existing job: the upload is deleted once a job has taken it.
        request.UploadId = _checkpoint.UploadId ?? "";
        try
        {
            return await client.CreateJobAsync(request, cancellationToken);
        }
        catch (VideoSegServerException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition && e.Reason.StartsWith("UPLOAD", StringComparison.Ordinal))
        {
            bar.ShowUpload(new FileInfo(video.Path).Length);
            request.UploadId = await client.UploadAsync(video.Path, _checkpoint.UploadId, SaveUploadId, bar, cancellationToken);
            return await client.CreateJobAsync(request, cancellationToken);
        }

        void SaveUploadId(string uploadId)
        {
            _checkpoint = _checkpoint with { UploadId = uploadId };
            _checkpoint.Write(video.Folder);
        }
    }

    private async Task<BatchJob> WatchAsync(BatchJob job, CancellationToken cancellationToken)
    {
        await foreach (var update in client.WatchJobAsync(job.JobId, cancellationToken: cancellationToken))
        {
            job = update.Job;
            bar.ShowFrames(job.Progress);
        }

        return job;
    }

    private async Task DownloadAsync(BatchJob job, CancellationToken cancellationToken)
    {
        foreach (var output in job.Outputs)
        {
            var path = Path.GetFullPath(Path.Combine(video.Folder, output.Name));
            if (!path.StartsWith(video.Folder + "/", StringComparison.Ordinal))
            {
                throw new CommandFailedException($"the server sent an output name that points outside the video's folder: '{output.Name}'");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var file = File.Create(path + ".part"))
            {
                await client.DownloadAsync(job.JobId, output.Name, file, cancellationToken: cancellationToken);
            }

            File.Move(path + ".part", path, overwrite: true);
        }
    }
}
