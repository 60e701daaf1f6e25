using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Jobs.Registry;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Server.Listening;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Jobs;

internal sealed class BatchGrpcService(JobRegistry jobs, IOptions<ServeOptions> serve) : BatchService.BatchServiceBase
{
    private const int DownloadChunkBytes = 256 * 1024;
    private const int DefaultPageSize = 100;

    public override Task<CreateUploadResponse> CreateUpload(CreateUploadRequest request, ServerCallContext context)
    {
        var upload = jobs.Uploads.Create(CallerOf(context), request.FileName, request.SizeBytes, request.Sha256.ToByteArray());
        return Task.FromResult(new CreateUploadResponse
        {
            UploadId = upload.Id,
            MaxChunkBytes = (uint)serve.Value.MaxChunkBytes,
        });
    }

    public override async Task<UploadChunkResponse> UploadChunk(UploadChunkRequest request, ServerCallContext context)
    {
        uint? crc32C = request.HasCrc32C ? request.Crc32C : null;
        long received = await jobs.Uploads.AppendAsync(CallerOf(context), request.UploadId, request.Offset, request.Data.Memory, crc32C, context.CancellationToken);
        return new UploadChunkResponse { ReceivedBytes = (ulong)received };
    }

    public override Task<GetUploadResponse> GetUpload(GetUploadRequest request, ServerCallContext context)
    {
        var upload = jobs.Uploads.Get(CallerOf(context), request.UploadId);
        return Task.FromResult(new GetUploadResponse { FileName = upload.FileName, SizeBytes = (ulong)upload.Bytes, ReceivedBytes = (ulong)jobs.Uploads.ReceivedOf(upload) });
    }

    public override async Task<CreateBatchJobResponse> CreateBatchJob(CreateBatchJobRequest request, ServerCallContext context) =>
        new() { Job = JobMapping.ToMessage(await jobs.CreateAsync(JobMapping.ToRequest(request, CallerOf(context)), context.CancellationToken)) };

    public override Task<GetBatchJobResponse> GetBatchJob(GetBatchJobRequest request, ServerCallContext context) =>
        Task.FromResult(new GetBatchJobResponse { Job = JobMapping.ToMessage(jobs.Get(CallerOf(context), request.JobId)) });

    public override Task<ListBatchJobsResponse> ListBatchJobs(ListBatchJobsRequest request, ServerCallContext context)
    {
        int size = request.PageSize switch
        {
            0 => DefaultPageSize,
            <= 1000 => (int)request.PageSize,
            _ => throw new InvalidRequestException("page_size", $"the page size is {request.PageSize}; allowed are 1 to 1000, or 0 for {DefaultPageSize}"),
        };
        long? before = request.PageToken.Length == 0 ? null
            : long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw new InvalidRequestException("page_token", "the page token is not from this server; allowed is next_page_token of the page before");
        var page = jobs.List(CallerOf(context), before, size);
        return Task.FromResult(new ListBatchJobsResponse
        {
            // With thousands of file names for each job the message would be too large.
            Jobs = { page.Select(row => JobMapping.ToMessage(row.Job with { Files = [] })) },
            NextPageToken = page.Count == size ? page[^1].Number.ToString(CultureInfo.InvariantCulture) : "",
        });
    }

    public override async Task WatchBatchJob(WatchBatchJobRequest request, IServerStreamWriter<WatchBatchJobResponse> responses, ServerCallContext context)
    {
        int maxSide = request.PreviewMaxSide is 0 or (>= 64 and <= 1920)
            ? (int)request.PreviewMaxSide
            : throw new InvalidRequestException("preview_max_side", $"the longest side of previews is {request.PreviewMaxSide} px; allowed are 64 to 1920, or 0 for none");
        await foreach (var update in jobs.WatchAsync(CallerOf(context), request.JobId, maxSide, context.CancellationToken))
        {
            await responses.WriteAsync(
                new WatchBatchJobResponse
                {
                    Job = JobMapping.ToMessage(update.Job),
                    Preview = update.Preview is { } jpeg ? UnsafeByteOperations.UnsafeWrap(jpeg) : ByteString.Empty,
                },
                context.CancellationToken);
        }
    }

    public override async Task<CancelBatchJobResponse> CancelBatchJob(CancelBatchJobRequest request, ServerCallContext context) =>
        new() { Job = JobMapping.ToMessage(await jobs.CancelAsync(CallerOf(context), request.JobId, context.CancellationToken)) };

    public override Task<DeleteBatchJobResponse> DeleteBatchJob(DeleteBatchJobRequest request, ServerCallContext context)
    {
        jobs.Delete(CallerOf(context), request.JobId);
        return Task.FromResult(new DeleteBatchJobResponse());
    }

    public override async Task DownloadOutput(DownloadOutputRequest request, IServerStreamWriter<DownloadOutputResponse> responses, ServerCallContext context)
    {
        await using var file = jobs.OpenOutput(CallerOf(context), request.JobId, request.Name);
        if (request.Offset > (ulong)file.Length)
        {
            throw new InvalidRequestException("offset", $"the output has {file.Length} bytes; the offset is {request.Offset}");
        }

        file.Position = (long)request.Offset;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(DownloadChunkBytes);
        try
        {
            // The transport has taken the message when its write completes, so the chunk can be reused.
            while (await file.ReadAsync(chunk.AsMemory(0, DownloadChunkBytes), context.CancellationToken) is > 0 and var read)
            {
                await responses.WriteAsync(new DownloadOutputResponse { Data = UnsafeByteOperations.UnsafeWrap(chunk.AsMemory(0, read)) }, context.CancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static string CallerOf(ServerCallContext context) => context.Caller().Id;
}
