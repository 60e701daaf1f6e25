using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests.Batch;

public sealed class UploadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_interrupted_upload_resumes_at_the_servers_offset_also_after_a_kill()
    {
        var clip = Ffmpeg.MakeClip(_folder.File("clip.mp4"), 20);
        var bytes = await File.ReadAllBytesAsync(clip, Cancelled);
        string uploadId;
        await using (var server = await BatchServer.StartAsync(_folder.File("jobs"), ""))
        {
            var wire = new BatchService.BatchServiceClient(server.Channel);
            uploadId = (await wire.CreateUploadAsync(new CreateUploadRequest { FileName = "clip.mp4", SizeBytes = (ulong)bytes.Length, Sha256 = Hash(bytes) }, cancellationToken: Cancelled)).UploadId;
            var answer = await wire.UploadChunkAsync(new UploadChunkRequest { UploadId = uploadId, Data = ByteString.CopyFrom(bytes, 0, 1000), Crc32C = Crc32COf(bytes.AsSpan(0, 1000)) }, cancellationToken: Cancelled);
            Assert.Equal(1000UL, answer.ReceivedBytes);
            await server.KillAsync();
        }

        await using var next = await BatchServer.StartAsync(_folder.File("jobs"), "");
        var reported = new List<long>();
        Assert.Equal(uploadId, await next.Batch.UploadAsync(clip, uploadId, progress: new Reports(reported), cancellationToken: Cancelled));
        Assert.Equal(1000, reported[0]);
        Assert.Equal(bytes.Length, reported[^1]);

        var request = new CreateBatchJobRequest { UploadId = uploadId, RequestId = "once", Outputs = { BatchOutput.JsonLines } };
        var job = await next.EndOfAsync(await next.Batch.CreateJobAsync(request, Cancelled));
        Assert.Equal((BatchJobState.Succeeded, "clip.mp4", 20UL), (job.State, job.FileName, job.Progress.FramesDone));

        // The same request id returns the same job, although its upload has been deleted.
        Assert.Equal(job.JobId, (await next.Batch.CreateJobAsync(request, Cancelled)).JobId);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.File("jobs"), "uploads")));
    }

    [Fact]
    public async Task An_invalid_upload_is_refused_with_the_reason()
    {
        await using var server = await BatchServer.StartAsync(_folder.File("jobs"), "", ("Jobs__MaxUploadBytes", "5000"));
        var wire = new BatchService.BatchServiceClient(server.Channel);
        byte[] bytes = [.. Enumerable.Range(0, 3000).Select(i => (byte)i)];
        await RefusedAsync(StatusCode.InvalidArgument, "a file name has", Create("../clip.mp4", 3000));
        await RefusedAsync(StatusCode.InvalidArgument, "a file name has", Create("", 3000));
        await RefusedAsync(StatusCode.InvalidArgument, "1 to 5000", Create("clip.mp4", 5001));
        await RefusedAsync(StatusCode.InvalidArgument, "allowed are 32", wire.CreateUploadAsync(new CreateUploadRequest { FileName = "clip.mp4", SizeBytes = 1, Sha256 = ByteString.CopyFrom(1) }, cancellationToken: Cancelled));

        string id = (await wire.CreateUploadAsync(new CreateUploadRequest { FileName = "clip.mp4", SizeBytes = 3000, Sha256 = ByteString.CopyFrom(new byte[32]) }, cancellationToken: Cancelled)).UploadId;
        await RefusedAsync(StatusCode.NotFound, "upload not found", Chunk("upload-of-nobody", 0, 10));
        await RefusedAsync(StatusCode.FailedPrecondition, "has 0 bytes", Chunk(id, 10, 10));
        await RefusedAsync(StatusCode.DataLoss, "CRC-32C", Chunk(id, 0, 10, 1));
        Assert.Equal(2000UL, (await Chunk(id, 0, 2000, Crc32COf(bytes.AsSpan(0, 2000)))).ReceivedBytes);
        await RefusedAsync(StatusCode.InvalidArgument, "1000 of the upload's 3000", Chunk(id, 2000, 1001));
        await RefusedAsync(StatusCode.FailedPrecondition, "2000 of the upload's 3000", wire.CreateBatchJobAsync(new CreateBatchJobRequest { UploadId = id, Outputs = { BatchOutput.Tracks } }, cancellationToken: Cancelled));
        await RefusedAsync(StatusCode.DataLoss, "SHA-256", Chunk(id, 2000, 1000));
        Assert.Equal(0UL, (await wire.GetUploadAsync(new GetUploadRequest { UploadId = id }, cancellationToken: Cancelled)).ReceivedBytes);

        AsyncUnaryCall<CreateUploadResponse> Create(string name, ulong size) => wire.CreateUploadAsync(new CreateUploadRequest { FileName = name, SizeBytes = size }, cancellationToken: Cancelled);

        AsyncUnaryCall<UploadChunkResponse> Chunk(string upload, ulong offset, int length, uint? crc = null)
        {
            var request = new UploadChunkRequest { UploadId = upload, Offset = offset, Data = ByteString.CopyFrom(bytes, Math.Min((int)offset, bytes.Length - 1001), length) };
            if (crc is { } some)
            {
                request.Crc32C = some;
            }

            return wire.UploadChunkAsync(request, cancellationToken: Cancelled);
        }
    }

    private static async Task RefusedAsync<T>(StatusCode code, string because, AsyncUnaryCall<T> call)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(code, refused.StatusCode);
        Assert.Contains(because, refused.Status.Detail, StringComparison.Ordinal);
    }

    private static ByteString Hash(byte[] bytes) => ByteString.CopyFrom(SHA256.HashData(bytes));

    /// <summary>Computes CRC-32C bit by bit, as in RFC 3720.</summary>
    private static uint Crc32COf(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }

        return ~crc;
    }

    private sealed class Reports(List<long> values) : IProgress<long>
    {
        public void Report(long value) => values.Add(value);
    }
}
