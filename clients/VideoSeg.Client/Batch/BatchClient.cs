using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>
/// Uploads video files and runs jobs on them: <see cref="VideoSegClient.Batch"/>. A call that the server rejects throws a
/// <see cref="VideoSegServerException"/>.
/// </summary>
public sealed class BatchClient
{
    private readonly BatchService.BatchServiceClient _batch;

    internal BatchClient(GrpcChannel channel) => _batch = new BatchService.BatchServiceClient(channel);

    /// <summary>Uploads a file with its SHA-256. An interrupted upload continues where it stopped.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="unfinished">The id of an interrupted upload; one that the server no longer knows is started again. Null: none.</param>
    /// <param name="begun">Called with the upload's id before its first byte is sent. Keep the id to continue later.</param>
    /// <param name="progress">Receives the number of bytes that the server has.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests. What was sent stays on the server.</param>
    /// <returns>The upload's id, for <see cref="CreateJobAsync"/>.</returns>
    public async Task<string> UploadAsync(
        string path, string? unfinished = null, Action<string>? begun = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, useAsync: true);
        await using var _ = file.ConfigureAwait(false);
        var (id, received) = await GoOnAsync(unfinished, file.Length, cancellationToken).ConfigureAwait(false);
        int chunkBytes = DefaultChunkBytes;
        if (id is null)
        {
            var sha256 = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
            var upload = await ServerCall.AnswerAsync(_batch.CreateUploadAsync(
                new CreateUploadRequest { FileName = Path.GetFileName(path), SizeBytes = (ulong)file.Length, Sha256 = UnsafeByteOperations.UnsafeWrap(sha256) },
                cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
            (id, chunkBytes) = (upload.UploadId, (int)Math.Min(upload.MaxChunkBytes, MaxChunkBytes));
        }

        begun?.Invoke(id);
        file.Position = received;
        var chunk = new byte[chunkBytes];
        while (received < file.Length)
        {
            progress?.Report(received);
            var read = await file.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            var response = await ServerCall.AnswerAsync(_batch.UploadChunkAsync(
                new UploadChunkRequest { UploadId = id, Offset = (ulong)received, Data = ByteString.CopyFrom(chunk, 0, read) },
                cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
            received = (long)response.ReceivedBytes;
        }

        progress?.Report(received);
        return id;
    }

    /// <summary>Creates a job. With a request id the call may be repeated: it returns the same job.</summary>
    public async Task<BatchJob> CreateJobAsync(CreateBatchJobRequest request, CancellationToken cancellationToken = default) =>
        (await ServerCall.AnswerAsync(_batch.CreateBatchJobAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Job;

    /// <summary>Gets a job.</summary>
    public async Task<BatchJob> GetJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        (await ServerCall.AnswerAsync(_batch.GetBatchJobAsync(new GetBatchJobRequest { JobId = jobId }, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Job;

    /// <summary>Lists all jobs, newest first, without their outputs.</summary>
    public async IAsyncEnumerable<BatchJob> ListJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListBatchJobsRequest();
        do
        {
            var page = await ServerCall.AnswerAsync(_batch.ListBatchJobsAsync(request, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var job in page.Jobs)
            {
                yield return job;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>Returns the job now and after each change, until it has ended.</summary>
    /// <param name="jobId">The id of the job.</param>
    /// <param name="previewMaxSide">The longest side of preview pictures with masks, in pixels, 64 to 1920; 0: no previews.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async IAsyncEnumerable<WatchBatchJobResponse> WatchJobAsync(
        string jobId, int previewMaxSide = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var call = _batch.WatchBatchJob(
            new WatchBatchJobRequest { JobId = jobId, PreviewMaxSide = checked((uint)previewMaxSide) }, cancellationToken: cancellationToken);
        while (await ServerCall.NextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false) is { } response)
        {
            yield return response;
        }
    }

    /// <summary>Cancels a job; one that has ended stays as it is.</summary>
    public async Task<BatchJob> CancelJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        (await ServerCall.AnswerAsync(_batch.CancelBatchJobAsync(new CancelBatchJobRequest { JobId = jobId }, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false)).Job;

    /// <summary>Deletes a job that has ended, and its outputs.</summary>
    public Task DeleteJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        ServerCall.AnswerAsync(_batch.DeleteBatchJobAsync(new DeleteBatchJobRequest { JobId = jobId }, cancellationToken: cancellationToken), cancellationToken);

    /// <summary>Downloads one output of a job that has succeeded.</summary>
    /// <param name="jobId">The id of the job.</param>
    /// <param name="name">The name of the output.</param>
    /// <param name="target">The stream that the bytes are written to.</param>
    /// <param name="offset">The first byte to download.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task DownloadAsync(string jobId, string name, Stream target, long offset = 0, CancellationToken cancellationToken = default)
    {
        using var call = _batch.DownloadOutput(
            new DownloadOutputRequest { JobId = jobId, Name = name, Offset = checked((ulong)offset) }, cancellationToken: cancellationToken);
        while (await ServerCall.NextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false) is { } response)
        {
            await target.WriteAsync(response.Data.Memory, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The chunk size for a continued upload, whose limit is not known any more. Every server accepts it.</summary>
    private const int DefaultChunkBytes = 32 * 1024;

    private const int MaxChunkBytes = 1024 * 1024;

    /// <summary>Looks up an interrupted upload.</summary>
    /// <returns>Null as id: there is nothing to continue.</returns>
    private async Task<(string? Id, long Received)> GoOnAsync(string? unfinished, long bytes, CancellationToken cancellationToken)
    {
        if (unfinished is null)
        {
            return (null, 0);
        }

        try
        {
            var upload = await ServerCall.AnswerAsync(_batch.GetUploadAsync(new GetUploadRequest { UploadId = unfinished }, cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
            return upload.SizeBytes == (ulong)bytes ? (unfinished, (long)upload.ReceivedBytes) : (null, 0);
        }
        catch (VideoSegServerException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return (null, 0);
        }
    }
}
