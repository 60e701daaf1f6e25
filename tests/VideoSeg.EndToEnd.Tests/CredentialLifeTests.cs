using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Calls end when their credential does; callers and certificates are reloaded.</summary>
public sealed class CredentialLifeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_end_when_their_token_expires()
    {
        using var issuer = new TestIssuer();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key.pem"), issuer.PublicKeyPem, Cancelled);
        var settings = new Dictionary<string, string?> { ["Access__Tokens__Issuer"] = TestIssuer.Name, ["Access__Tokens__KeyFile"] = folder.File("key.pem") };
        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var (token, stream) = await OpenBeforeItExpiresAsync(channel, issuer);
        string resumeToken = stream.ResponseStream.Current.Started.ResumeToken;
        using var subscription = new ResultService.ResultServiceClient(channel).Subscribe(new SubscribeRequest { Pattern = ">" }, Credential(token), cancellationToken: Cancelled);

        await AssertEndedAsync(stream.ResponseStream);
        await AssertEndedAsync(subscription.ResponseStream);

        // The stream waits for its client, who comes back with a new token.
        var resume = new StreamSegmentRequest { Resume = new StreamResume { StreamId = "a", ResumeToken = resumeToken } };
        stream.Dispose();
        using var again = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(Credential(issuer.Sign(["all"])), cancellationToken: Cancelled);
        await again.RequestStream.WriteAsync(resume, Cancelled);
        Assert.True(await again.ResponseStream.MoveNext(Cancelled));
        Assert.True(again.ResponseStream.Current.Started.Resumed);
    }

    [Fact]
    public async Task A_key_that_is_replaced_ends_its_calls_and_no_others()
    {
        var (revoked, renewed, other) = (ApiKey.New(), ApiKey.New(), ApiKey.New());
        using var folder = new TemporaryFolder();
        await WriteAsync("gate", revoked);
        await WriteAsync("door", other);
        await using var server = await ServerProcess.StartSmallAsync("--settings", folder.Path);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var ended = await OpenAsync(channel, revoked, "gate");
        using var kept = await OpenAsync(channel, other, "door");

        await WriteAsync("gate", renewed);

        await AssertEndedAsync(ended.ResponseStream);
        using var again = await OpenAsync(channel, renewed, "gate.again");
        await kept.RequestStream.CompleteAsync();
        Assert.False(await kept.ResponseStream.MoveNext(Cancelled));

        // Without any caller everybody could call: the callers stay.
        foreach (string file in Directory.EnumerateFiles(folder.Path))
        {
            File.Delete(file);
        }

        server.HangUp();
        await again.RequestStream.CompleteAsync();
        Assert.False(await again.ResponseStream.MoveNext(Cancelled));
        using var nobody = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(cancellationToken: Cancelled);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => nobody.ResponseStream.MoveNext(Cancelled))).StatusCode);

        async Task WriteAsync(string caller, string key)
        {
            await File.WriteAllTextAsync(folder.File($"Access__Callers__{caller}__Rights__0"), "publish\n", Cancelled);
            await File.WriteAllTextAsync(folder.File($"Access__Callers__{caller}__KeyHashes__0"), ApiKey.HashOf(key) + "\n", Cancelled);
        }
    }

    [Fact]
    public async Task A_renewed_certificate_of_the_server_is_used_without_a_restart()
    {
        using var authority = new TestAuthority();
        var settings = authority.ServerSettings();
        await using var server = await ServerProcess.StartAsync(settings, [.. ServerProcess.Small.Select(a => a == "http://127.0.0.1:0" ? "https://127.0.0.1:0" : a)]);
        string before = await SerialAsync();

        authority.ServerSettings();
        server.HangUp();

        while (await SerialAsync() == before)
        {
            // No delay: each handshake takes a round trip.
        }

        async Task<string> SerialAsync()
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", server.Grpc.Port, Cancelled);
            await using var tls = new SslStream(socket.GetStream());
            var options = authority.ClientTls();
            options.TargetHost = "localhost";
            await tls.AuthenticateAsClientAsync(options, Cancelled);
            using var certificate = X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
            return certificate.SerialNumber;
        }
    }

    /// <summary>Opens a stream with a token that lives as short as this machine allows.</summary>
    private static async Task<(string Token, AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> Call)> OpenBeforeItExpiresAsync(GrpcChannel channel, TestIssuer issuer)
    {
        for (int seconds = 5; ; seconds *= 2)
        {
            try
            {
                string token = issuer.Sign(["all"], TimeSpan.FromSeconds(seconds));
                return (token, await OpenAsync(channel, token, "a"));
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated)
            {
                // It expired before the stream was open.
            }
        }
    }

    private static async Task<AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse>> OpenAsync(GrpcChannel channel, string credential, string streamId)
    {
        var call = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(Credential(credential), cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(new StreamSegmentRequest { Config = new StreamConfig { StreamId = streamId } }, Cancelled);
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));
        return call;
    }

    private static async Task AssertEndedAsync<T>(IAsyncStreamReader<T> answers)
    {
        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await answers.MoveNext(Cancelled))
            {
            }
        });
        Assert.Equal(StatusCode.Unauthenticated, ended.StatusCode);
    }

    private static Metadata Credential(string credential) => new() { { "authorization", $"Bearer {credential}" } };
}
