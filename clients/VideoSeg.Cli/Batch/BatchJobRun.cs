using Grpc.Core;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Cli.Batch;

/// <summary>One video from its file to its folder of outputs: upload, job, download. Each step that was done before is passed over.</summary>
internal sealed class BatchJobRun(BatchVideo video, BatchOptions options, BatchClient client, bool isEmbedded, BatchBar bar)
{
    private BatchNote _note = BatchNote.Read(video.Folder, video.RequestId(options));

    /// <exception cref="CommandFailedException">The video could not be worked through.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_note.IsDone)
        {
            bar.Done("was done before");
            return;
        }

        var job = await JobAsync(cancellationToken);
        try
        {
            job = await WatchAsync(job, cancellationToken);
        }
        catch (OperationCanceledException) when (!isEmbedded)
        {
            // A server of its own stops with the tool, and keeps the job for the next time; another one would work on for nobody.
            await client.CancelJobAsync(job.JobId, CancellationToken.None);
            throw;
        }

        if (job.State != BatchJobState.Succeeded)
        {
            await client.DeleteJobAsync(job.JobId, cancellationToken);
            throw new CommandFailedException(job.Error is { } error ? $"{error.Message} ({error.Reason})" : "the job was cancelled");
        }

        bar.Saves();
        await DownloadAsync(job, cancellationToken);
        (_note with { UploadId = null, IsDone = true }).Write(video.Folder);
        await client.DeleteJobAsync(job.JobId, cancellationToken);
        bar.Done($"{job.Progress.FramesDone} frames");
    }

    /// <summary>The job of the last run where it can still succeed, or else a new one.</summary>
    private async Task<BatchJob> JobAsync(CancellationToken cancellationToken)
    {
        var job = await CreateAsync(cancellationToken);
        if (job.State is BatchJobState.Failed or BatchJobState.Cancelled && job.Created.ToDateTimeOffset() < bar.Begun)
        {
            await client.DeleteJobAsync(job.JobId, cancellationToken);
            job = await CreateAsync(cancellationToken);
        }

        return job;
    }

    private async Task<BatchJob> CreateAsync(CancellationToken cancellationToken)
    {
        var request = new CreateBatchJobRequest { RequestId = _note.RequestId, Config = options.Config, Outputs = { options.Outputs } };

        // A path that the server's list of roots can't hold is sent like any other file to a server elsewhere.
        if (isEmbedded && !video.Path.Contains(';', StringComparison.Ordinal))
        {
            request.Path = video.Path;
            return await client.CreateJobAsync(request, cancellationToken);
        }

        // Whether there is a job already is asked first: its upload is gone.
        request.UploadId = _note.UploadId ?? "";
        try
        {
            return await client.CreateJobAsync(request, cancellationToken);
        }
        catch (VideoSegServerException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition && e.Reason.StartsWith("UPLOAD", StringComparison.Ordinal))
        {
            bar.Uploads(new FileInfo(video.Path).Length);
            request.UploadId = await client.UploadAsync(video.Path, _note.UploadId, Begun, bar, cancellationToken);
            return await client.CreateJobAsync(request, cancellationToken);
        }

        void Begun(string uploadId)
        {
            _note = _note with { UploadId = uploadId };
            _note.Write(video.Folder);
        }
    }

    private async Task<BatchJob> WatchAsync(BatchJob job, CancellationToken cancellationToken)
    {
        await foreach (var update in client.WatchJobAsync(job.JobId, cancellationToken: cancellationToken))
        {
            job = update.Job;
            bar.Works(job.Progress);
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
                throw new CommandFailedException($"the server names an output that lies elsewhere: '{output.Name}'");
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
