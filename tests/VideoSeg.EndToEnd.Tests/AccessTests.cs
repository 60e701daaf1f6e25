using System.Net;
using System.Net.WebSockets;
using System.Text;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using VideoSeg.Client;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Authentication and authorisation of callers.</summary>
public sealed class AccessTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_with_a_key_can_do_what_their_grants_allow()
    {
        string key = ApiKey.New();
        await using var server = await ServerProcess.StartAsync(CallerWithKey(key, "publish cameras.>"), ServerProcess.Small);
        using var client = NewClient(server, key);

        Assert.Equal("cameras.front", await OpenAsync(client, "cameras.front"));
        foreach (string forbidden in new[] { "doors.front", "cameras", "" })
        {
            var denied = await Assert.ThrowsAsync<VideoSegServerException>(() => OpenAsync(client, forbidden));
            Assert.Equal((StatusCode.PermissionDenied, "RIGHT_MISSING"), (denied.StatusCode, denied.Reason));
            Assert.Contains("'camera' has no right to 'publish", denied.Message, StringComparison.Ordinal);
            Assert.Contains("'publish cameras.>'", denied.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_message_that_is_denied_in_mid_stream_is_answered_with_PERMISSION_DENIED()
    {
        string key = ApiKey.New();
        await using var server = await ServerProcess.StartAsync(CallerWithKey(key, "publish cameras.>"), ServerProcess.Small);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var call = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(new Metadata { { "authorization", $"Bearer {key}" } }, cancellationToken: Cancelled);
        using var socket = await SocketStream.OpenAsync(server.Http, credential: key);
        var allowed = new StreamSegmentRequest { Config = new StreamConfig { StreamId = "cameras.call" } };
        var forbidden = new StreamSegmentRequest { Config = new StreamConfig { StreamId = "doors.front" } };

        await call.RequestStream.WriteAsync(allowed, Cancelled);
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));
        await call.RequestStream.WriteAsync(forbidden, Cancelled);
        var denied = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);

        allowed.Config.StreamId = "cameras.socket";
        await socket.SendAsync(allowed);
        await socket.SendAsync(forbidden);
        Assert.Single(await socket.ReceiveAllAsync());
        Assert.Equal((WebSocketCloseStatus)4007, socket.CloseCode);
    }

    [Fact]
    public async Task A_WebSocket_sends_its_credential_as_a_subprotocol()
    {
        string key = ApiKey.New();
        await using var server = await ServerProcess.StartAsync(CallerWithKey(key, "publish cameras.>"), ServerProcess.Small);
        var config = new StreamSegmentRequest { Config = new StreamConfig { StreamId = "cameras.tab" } };

        using var known = await SocketStream.OpenAsync(server.Http, credential: key);
        await known.SendAsync(config);
        Assert.Equal("cameras.tab", (await known.ReceiveAsync())!.Started.StreamId);

        config.Config.StreamId = "doors.tab";
        using var denied = await SocketStream.OpenAsync(server.Http, credential: key);
        await denied.SendAsync(config);
        Assert.Empty(await denied.ReceiveAllAsync());
        Assert.Equal((WebSocketCloseStatus)4007, denied.CloseCode);

        foreach (string? credential in new[] { null, "", ApiKey.New() })
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => SocketStream.OpenAsync(server.Http, credential: credential));
            Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unauthenticated_callers_can_only_check_health()
    {
        string key = ApiKey.New();
        await using var server = await ServerProcess.StartAsync(CallerWithKey(key, "all"), ServerProcess.Small);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var http = new HttpClient { BaseAddress = server.Http };

        Assert.Equal(
            HealthCheckResponse.Types.ServingStatus.Serving, (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancelled)).Status);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), Cancelled)).StatusCode);
        foreach (string? credential in new[] { null, "", ApiKey.New(), key[..^1], ApiKey.HashOf(key) })
        {
            using var client = NewClient(server, credential);
            await AssertNotKnownAsync(client);
            var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => OpenAsync(client, "a"));
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_token_identifies_the_caller_and_their_grants()
    {
        using var issuer = new TestIssuer();
        using var other = new TestIssuer();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key.pem"), issuer.PublicKeyPem, Cancelled);
        await using var server = await ServerProcess.StartAsync(Tokens("KeyFile", folder.File("key.pem")), ServerProcess.Small);

        using var client = NewClient(server, issuer.Sign(["publish ada.>", "subscribe"]));
        Assert.Equal("ada.front", await OpenAsync(client, "ada.front"));
        var denied = await Assert.ThrowsAsync<VideoSegServerException>(() => OpenAsync(client, "bob.front"));
        Assert.Contains("'ada' has no right", denied.Message, StringComparison.Ordinal);

        var publicKeyAsSecret = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(issuer.PublicKeyPem)), SecurityAlgorithms.HmacSha256);
        string[] rights = ["all"];
        foreach (var (token, problem) in new[]
        {
            (issuer.Sign(rights, TimeSpan.FromMinutes(-5)), "expired"),
            (issuer.Sign(rights, issuer: "https://other.test"), "another issuer"),
            (issuer.Sign(rights, audience: "mail"), "another audience"),
            (other.Sign(rights), "not signed by a key that this server trusts"),
            (issuer.Sign(rights, credentials: publicKeyAsSecret), "not signed by a key that this server trusts"),
            (Unsigned(issuer.Sign(rights)), "not signed by a key that this server trusts"),
            ("no.token.atall", "not signed by a key that this server trusts"),
            (issuer.Sign(["fly"]), "an invalid right"),
        })
        {
            using var intruder = NewClient(server, token);
            await AssertNotKnownAsync(intruder, problem);
        }
    }

    [Fact]
    public async Task Token_signing_keys_are_fetched_and_refreshed_for_an_unknown_key()
    {
        using var authority = new TestAuthority();
        using var issuer = new TestIssuer();
        string published = issuer.Jwks;
        await using var keys = await ServeKeysAsync(authority, () => published);
        var settings = Tokens("Jwks", $"{keys.Urls.Single()}/jwks.json");
        settings["SSL_CERT_FILE"] = authority.File;
        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);

        using var client = NewClient(server, issuer.Sign(["publish"]));
        Assert.Equal("a", await OpenAsync(client, "a"));

        using var renewed = new TestIssuer();
        published = renewed.Jwks;
        using var later = NewClient(server, renewed.Sign(["publish"]));
        await WaitUntilAcceptedAsync(later);
        Assert.Equal("b", await OpenAsync(later, "b"));

        using var intruder = new TestIssuer();
        using var stranger = NewClient(server, intruder.Sign(["publish"]));
        await AssertNotKnownAsync(stranger);
    }

    [Fact]
    public async Task A_client_certificate_identifies_the_caller()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        var settings = authority.ServerSettings();
        settings["Access__ClientAuthorities"] = authority.File;
        settings["Access__Callers__gate__CertificateName"] = "gate.example";
        settings["Access__Callers__gate__Rights__0"] = "publish gate";
        await using var server = await ServerProcess.StartAsync(settings, [.. ServerProcess.Small.Select(a => a == "http://127.0.0.1:0" ? "https://127.0.0.1:0" : a)]);

        using var gate = authority.SignClient("gate.example");
        using var client = new VideoSegClient(server.Grpc, new VideoSegClientOptions { Tls = authority.ClientTls(gate) });
        Assert.Equal("gate", await OpenAsync(client, "gate"));
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<VideoSegServerException>(() => OpenAsync(client, "door"))).StatusCode);

        using var unknown = authority.SignClient("door.example");
        using var stranger = new VideoSegClient(server.Grpc, new VideoSegClientOptions { Tls = authority.ClientTls(unknown) });
        await AssertNotKnownAsync(stranger, "common name");

        using var forged = other.SignClient("gate.example");
        using var serverCertificate = authority.SignServer();
        using var nameless = new VideoSegClient(server.Grpc, new VideoSegClientOptions { Tls = authority.ClientTls() });
        await AssertNotKnownAsync(nameless, "client certificate");
        foreach (var certificate in new[] { forged, serverCertificate })
        {
            using var intruder = new VideoSegClient(server.Grpc, new VideoSegClientOptions { Tls = authority.ClientTls(certificate) });
            // With TLS 1.3 the client may consider itself connected before the server rejects its certificate; then its first call fails.
            var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => intruder.ListModelsAsync(Cancelled));
            Assert.Contains(refused.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });
        }
    }

    [Fact]
    public async Task Pages_of_foreign_origins_are_refused_also_on_localhost()
    {
        await using var server = await ServerProcess.StartAsync(new() { ["Access__Origins__0"] = "https://ops.example" }, ServerProcess.Small);
        using var http = new HttpClient();
        string own = $"127.0.0.1:{server.Http.Port}";
        foreach (var (host, origin, status) in new (string, string?, HttpStatusCode)[]
        {
            (own, null, HttpStatusCode.OK),
            ("localhost", null, HttpStatusCode.OK),
            ("rebound.example", null, HttpStatusCode.Forbidden),
            (own, $"http://{own}", HttpStatusCode.OK),
            (own, "http://127.0.0.1:1", HttpStatusCode.Forbidden),
            (own, $"https://{own}", HttpStatusCode.Forbidden),
            (own, "http://evil.example", HttpStatusCode.Forbidden),
            (own, "null", HttpStatusCode.Forbidden),
            (own, "https://ops.example", HttpStatusCode.OK),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Http, "/metrics"));
            request.Headers.Host = host;
            request.Headers.Add("Origin", origin is null ? [] : [origin]);
            using var response = await http.SendAsync(request, Cancelled);
            Assert.Equal((host, origin, status), (host, origin, response.StatusCode));
        }
    }

    [Fact]
    public async Task An_open_server_that_other_machines_reach_answers_to_no_page_by_its_name()
    {
        string[] everywhere = [.. ServerProcess.Small.Select(a => a == "http://127.0.0.1:0" ? "http://*:0" : a), "--insecure-remote"];
        await using var server = await ServerProcess.StartAsync([], everywhere);
        using var http = new HttpClient();
        foreach (var (host, status) in new[]
        {
            ("rebound.example", HttpStatusCode.Forbidden),
            ("localhost", HttpStatusCode.OK),
            ("127.0.0.1", HttpStatusCode.OK),
            ("192.0.2.1", HttpStatusCode.OK),
            ("videoseg", HttpStatusCode.OK),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{server.Http.Port}/metrics"));
            request.Headers.Host = host;
            using var response = await http.SendAsync(request, Cancelled);
            Assert.Equal((host, status), (host, response.StatusCode));
        }
    }

    [Fact]
    public async Task Secrets_are_not_logged_at_any_level()
    {
        string key = ApiKey.New();
        string wrong = ApiKey.New();
        using var issuer = new TestIssuer();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("jwks.json"), issuer.Jwks, Cancelled);
        var settings = CallerWithKey(key, "publish a");
        foreach (var (name, value) in Tokens("Jwks", folder.File("jwks.json")))
        {
            settings[name] = value;
        }

        settings["Logging__LogLevel__Default"] = settings["Logging__LogLevel__Grpc"] = settings["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace";
        string good = issuer.Sign(["publish a"]);
        string expired = issuer.Sign(["publish a"], TimeSpan.FromHours(-1));
        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        foreach (string credential in new[] { key, wrong, good, expired })
        {
            using var client = NewClient(server, credential);
            await Record.ExceptionAsync(() => OpenAsync(client, "a"));
            await Record.ExceptionAsync(() => OpenAsync(client, "b"));
        }

        server.Terminate();
        var (_, log) = await server.EndAsync();
        Assert.Contains("trce:", log, StringComparison.Ordinal);
        Assert.Contains("'camera' has no right to 'publish b'", log, StringComparison.Ordinal);
        Assert.All(new[] { key, wrong, good.Split('.')[2], expired.Split('.')[2] }, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_TLS_and_callers_the_server_accepts_remote_connections()
    {
        using var authority = new TestAuthority();
        string key = ApiKey.New();
        var settings = authority.ServerSettings();
        string[] everywhere = [.. ServerProcess.Small.Select(a => a == "http://127.0.0.1:0" ? "https://*:0" : a)];

        var (exitCode, _, error) = await ServerProcess.RunAsync(settings, everywhere);
        Assert.Equal(1, exitCode);
        Assert.Contains("no authentication", error, StringComparison.Ordinal);

        foreach (var (name, value) in CallerWithKey(key, "all"))
        {
            settings[name] = value;
        }

        await using var server = await ServerProcess.StartAsync(settings, everywhere);
        using var client = new VideoSegClient(
            new Uri($"https://127.0.0.1:{server.Grpc.Port}"), new VideoSegClientOptions { Credential = key, Tls = authority.ClientTls() });
        Assert.NotEmpty(await client.ListModelsAsync(Cancelled));
    }

    private static Dictionary<string, string?> CallerWithKey(string key, string right) => new()
    {
        ["Access__Callers__camera__KeyHashes__0"] = ApiKey.HashOf(key),
        ["Access__Callers__camera__Rights__0"] = right,
    };

    private static Dictionary<string, string?> Tokens(string source, string value) => new()
    {
        ["Access__Tokens__Issuer"] = TestIssuer.Name,
        [$"Access__Tokens__{source}"] = value,
    };

    private static VideoSegClient NewClient(ServerProcess server, string? credential) => new(server.Grpc, new VideoSegClientOptions { Credential = credential });

    private static async Task<string> OpenAsync(VideoSegClient client, string streamId)
    {
        await using var stream = await client.OpenStreamAsync(new StreamConfig { StreamId = streamId }, Cancelled);
        return stream.Started.StreamId;
    }

    private static async Task AssertNotKnownAsync(VideoSegClient client, string problem = "")
    {
        var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => client.ListModelsAsync(Cancelled));
        Assert.Equal((StatusCode.Unauthenticated, "CALLER_NOT_KNOWN"), (refused.StatusCode, refused.Reason));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Waits until the server accepts a token with a new key. The first call is refused; it makes the server fetch the keys in the background.</summary>
    private static async Task WaitUntilAcceptedAsync(VideoSegClient client)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                await client.ListModelsAsync(deadline.Token);
                return;
            }
            catch (VideoSegServerException refused) when (refused.StatusCode == StatusCode.Unauthenticated)
            {
                // No delay: each call takes a round trip.
            }
        }
    }

    /// <summary>Returns the token with the algorithm "none" and without a signature.</summary>
    private static string Unsigned(string token) =>
        $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{token.Split('.')[1]}.";

    private static async Task<WebApplication> ServeKeysAsync(TestAuthority authority, Func<string> jwks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(authority.SignServer())));
        var app = builder.Build();
        app.MapGet("/jwks.json", () => Results.Text(jwks(), "application/json"));
        await app.StartAsync(Cancelled);
        return app;
    }
}
