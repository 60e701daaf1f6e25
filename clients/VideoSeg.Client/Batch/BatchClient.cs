using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.Client.Batch;

/// <summary>Video files that a server works through: <see cref="VideoSegClient.Batch"/>. What the server refuses is a <see cref="VideoSegServerException"/>.</summary>
public sealed class BatchClient
{
    private readonly BatchService.BatchServiceClient _batch;

    internal BatchClient(GrpcChannel channel) => _batch = new BatchService.BatchServiceClient(channel);

    /// <summary>Sends a file, with its SHA-256. One whose sending broke off goes on where the server stands.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="unfinished">The id of an upload that broke off; one that the server no longer knows is begun anew. Null: none.</param>
    /// <param name="begun">Told the upload's id before its first byte is sent: who keeps it can go on later.</param>
    /// <param name="progress">Told how many bytes are there.</param>
    /// <param name="cancellationToken">Ends the sending; what was sent stays.</param>
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
            var upload = await CallAsync(_batch.CreateUploadAsync(
                new CreateUploadRequest { FileName = Path.GetFileName(path), SizeBytes = (ulong)file.Length, Sha256 = UnsafeByteOperations.UnsafeWrap(sha256) },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            (id, chunkBytes) = (upload.UploadId, (int)Math.Min(upload.MaxChunkBytes, MaxChunkBytes));
        }

        begun?.Invoke(id);
        file.Position = received;
        var chunk = new byte[chunkBytes];
        while (received < file.Length)
        {
            progress?.Report(received);
            var read = await file.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            var response = await CallAsync(_batch.UploadChunkAsync(
                new UploadChunkRequest { UploadId = id, Offset = (ulong)received, Data = ByteString.CopyFrom(chunk, 0, read) },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            received = (long)response.ReceivedBytes;
        }

        progress?.Report(received);
        return id;
    }

    /// <summary>Has the server work through a video. With a request id it may be asked again: it is the same job then.</summary>
    public async Task<BatchJob> CreateJobAsync(CreateBatchJobRequest request, CancellationToken cancellationToken = default) =>
        (await CallAsync(_batch.CreateBatchJobAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false)).Job;

    public async Task<BatchJob> GetJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        (await CallAsync(_batch.GetBatchJobAsync(new GetBatchJobRequest { JobId = jobId }, cancellationToken: cancellationToken)).ConfigureAwait(false)).Job;

    /// <summary>All jobs, newest first, without the names of their outputs.</summary>
    public async IAsyncEnumerable<BatchJob> ListJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListBatchJobsRequest();
        do
        {
            var page = await CallAsync(_batch.ListBatchJobsAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false);
            foreach (var job in page.Jobs)
            {
                yield return job;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>The job now, and again as it goes on, until it has ended.</summary>
    /// <param name="jobId">Of the job.</param>
    /// <param name="previewMaxSide">Longest side of current pictures with their masks, in pixels, 64 to 1920; 0: none.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    public async IAsyncEnumerable<WatchBatchJobResponse> WatchJobAsync(
        string jobId, int previewMaxSide = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var call = _batch.WatchBatchJob(
            new WatchBatchJobRequest { JobId = jobId, PreviewMaxSide = checked((uint)previewMaxSide) }, cancellationToken: cancellationToken);
        while (await NextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false) is { } response)
        {
            yield return response;
        }
    }

    /// <summary>Ends a job; one that has ended stays as it is.</summary>
    public async Task<BatchJob> CancelJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        (await CallAsync(_batch.CancelBatchJobAsync(new CancelBatchJobRequest { JobId = jobId }, cancellationToken: cancellationToken)).ConfigureAwait(false)).Job;

    /// <summary>Forgets a job that has ended, and removes its outputs.</summary>
    public Task DeleteJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        CallAsync(_batch.DeleteBatchJobAsync(new DeleteBatchJobRequest { JobId = jobId }, cancellationToken: cancellationToken));

    /// <summary>Writes one output of a job that has succeeded.</summary>
    /// <param name="jobId">Of the job.</param>
    /// <param name="name">Of its outputs.</param>
    /// <param name="target">Where its bytes go.</param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    public async Task DownloadAsync(string jobId, string name, Stream target, long offset = 0, CancellationToken cancellationToken = default)
    {
        using var call = _batch.DownloadOutput(
            new DownloadOutputRequest { JobId = jobId, Name = name, Offset = checked((ulong)offset) }, cancellationToken: cancellationToken);
        while (await NextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false) is { } response)
        {
            await target.WriteAsync(response.Data.Memory, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Used where the server's own limit is not known any more; each server takes so much.</summary>
    private const int DefaultChunkBytes = 32 * 1024;

    private const int MaxChunkBytes = 1024 * 1024;

    /// <returns>No id: there is nothing to go on with.</returns>
    private async Task<(string? Id, long Received)> GoOnAsync(string? unfinished, long bytes, CancellationToken cancellationToken)
    {
        if (unfinished is null)
        {
            return (null, 0);
        }

        try
        {
            var upload = await CallAsync(_batch.GetUploadAsync(new GetUploadRequest { UploadId = unfinished }, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return upload.SizeBytes == (ulong)bytes ? (unfinished, (long)upload.ReceivedBytes) : (null, 0);
        }
        catch (VideoSegServerException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return (null, 0);
        }
    }

    private static async Task<T> CallAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw VideoSegServerException.From(e);
        }
    }

    private static async Task<T?> NextAsync<T>(IAsyncStreamReader<T> responses, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await responses.MoveNext(cancellationToken).ConfigureAwait(false) ? responses.Current : null;
        }
        catch (RpcException e)
        {
            throw VideoSegServerException.From(e);
        }
    }
}
