using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.Client;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Callers that share a server, one of them hostile.</summary>
public sealed class TenantTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_whose_subject_is_the_name_of_a_configured_caller_is_another_caller()
    {
        using var issuer = new TestIssuer();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key.pem"), issuer.PublicKeyPem, Cancelled);
        var settings = TwoCallers(out string ada, out _);
        settings["Access__Tokens__Issuer"] = TestIssuer.Name;
        settings["Access__Tokens__KeyFile"] = folder.File("key.pem");
        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var batch = new BatchService.BatchServiceClient(channel);
        var upload = new GetUploadRequest
        {
            UploadId = (await batch.CreateUploadAsync(new CreateUploadRequest { FileName = "a.mp4", SizeBytes = 1 }, Credential(ada), cancellationToken: Cancelled)).UploadId,
        };
        Assert.Equal("a.mp4", (await batch.GetUploadAsync(upload, Credential(ada), cancellationToken: Cancelled)).FileName);

        // The subject of the issuer's tokens is "ada".
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await batch.GetUploadAsync(upload, Credential(issuer.Sign(["all"])), cancellationToken: Cancelled));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task A_stream_cannot_take_the_id_of_a_job()
    {
        await using var server = await ServerProcess.StartAsync(TwoCallers(out _, out string eve), ServerProcess.Small);
        using var client = NewClient(server, eve);

        var refused = await Assert.ThrowsAsync<VideoSegServerException>(
            () => client.OpenStreamAsync(new StreamConfig { StreamId = "job-0193a5b4c2d87e3f9a1b2c3d4e5f6a7b" }, Cancelled));
        Assert.Equal((StatusCode.InvalidArgument, "OPTION_INVALID"), (refused.StatusCode, refused.Reason));
    }

    [Fact]
    public async Task One_caller_cannot_take_all_streams()
    {
        await using var server = await ServerProcess.StartAsync(TwoCallers(out string ada, out string eve), [.. ServerProcess.Small, "--max-streams", "4"]);
        using var hostile = NewClient(server, eve);
        using var other = NewClient(server, ada);
        await using var first = await hostile.OpenStreamAsync(cancellationToken: Cancelled);
        await using var second = await hostile.OpenStreamAsync(cancellationToken: Cancelled);

        var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => hostile.OpenStreamAsync(cancellationToken: Cancelled));
        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_STREAMS_OF_CALLER"), (refused.StatusCode, refused.Reason));
        await using var theirs = await other.OpenStreamAsync(cancellationToken: Cancelled);
        Assert.NotEmpty(theirs.Started.StreamId);
    }

    private static Dictionary<string, string?> TwoCallers(out string ada, out string eve)
    {
        (ada, eve) = (ApiKey.New(), ApiKey.New());
        return new()
        {
            ["Access__Callers__ada__KeyHashes__0"] = ApiKey.HashOf(ada),
            ["Access__Callers__ada__Rights__0"] = "all",
            ["Access__Callers__eve__KeyHashes__0"] = ApiKey.HashOf(eve),
            ["Access__Callers__eve__Rights__0"] = "all",
        };
    }

    private static Metadata Credential(string credential) => new() { { "authorization", $"Bearer {credential}" } };

    private static VideoSegClient NewClient(ServerProcess server, string credential) => new(server.Grpc, new VideoSegClientOptions { Credential = credential });
}
