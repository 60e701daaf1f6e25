using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Start, failed start and stop of a server.</summary>
public sealed class LifetimeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_SIGTERM_the_server_completes_received_frames_and_ends_streams_with_UNAVAILABLE()
    {
        await using var server = await ServerProcess.StartAsync();
        using var client = new VideoSegClient(server.Grpc, new VideoSegClientOptions { ReconnectTimeout = TimeSpan.Zero });
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        foreach (var frame in Clip.Frames(4))
        {
            await stream.SendAsync(frame, Cancelled);
        }

        var results = new List<FrameResult>();
        var end = await Assert.ThrowsAsync<VideoSegServerException>(async () =>
        {
            await foreach (var result in stream.ReadResultsAsync(Cancelled))
            {
                results.Add(result);
                if (results.Count == 1)
                {
                    server.Terminate();
                }
            }
        });

        Assert.Equal((StatusCode.Unavailable, "SERVER_STOPPING"), (end.StatusCode, end.Reason));
        Assert.Contains("come back", end.Message, StringComparison.Ordinal);

        // Inference takes tens of milliseconds per frame, a message far less: when the first result arrives, the server has received the other frames.
        Assert.Equal([0ul, 1ul, 2ul, 3ul], results.Select(r => r.FrameNumber));
        Assert.All(results, r => Assert.NotNull(r.Segmentation));
        var (exitCode, log) = await server.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("fail:", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_SIGTERM_health_watchers_are_notified()
    {
        await using var server = await ServerProcess.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var watch = new Health.HealthClient(channel).Watch(new HealthCheckRequest(), cancellationToken: Cancelled);
        Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, watch.ResponseStream.Current.Status);

        server.Terminate();

        Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.Equal(0, (await server.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_stream_over_the_limit_is_refused_with_the_limit()
    {
        await using var server = await ServerProcess.StartAsync("--max-streams", "1");
        using var client = server.NewClient();
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);

        var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => client.OpenStreamAsync(cancellationToken: Cancelled));
        Assert.Equal((StatusCode.ResourceExhausted, "TOO_MANY_STREAMS"), (refused.StatusCode, refused.Reason));
        Assert.Contains("at most 1", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task An_unknown_setting_is_named()
    {
        var (exitCode, _, error) = await ServerProcess.RunAsync(new Dictionary<string, string?> { ["Serve__Ulrs"] = "http://127.0.0.1:5080" }, "--models", Repository.Path("models"));

        Assert.Equal(1, exitCode);
        Assert.Contains("Ulrs", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Telemetry__TraceShare", "2", "TraceShare", "between 0 and 1")]
    [InlineData("Telemetry__Prometheus", "perhaps", "Telemetry:Prometheus", "perhaps")]
    public async Task An_invalid_environment_variable_prevents_the_start_and_is_named(string setting, string value, string name, string allowed)
    {
        var (exitCode, _, error) = await ServerProcess.RunAsync(new Dictionary<string, string?> { [setting] = value }, "--models", Repository.Path("models"));

        Assert.Equal(1, exitCode);
        Assert.Contains(name, error, StringComparison.Ordinal);
        Assert.Contains(allowed, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_TLS_one_url_serves_gRPC_and_HTTP_1()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(WriteCertificate(folder), "--urls", "https://127.0.0.1:0", "--http-urls", "");
        using var http1 = new HttpClient(TrustingHandler());
        using var channel = GrpcChannel.ForAddress(server.Grpc, new GrpcChannelOptions { HttpHandler = TrustingHandler(), DisposeHttpClient = true });

        using var probe = await http1.GetAsync(new Uri(server.Grpc, "/healthz/ready"), Cancelled);
        var models = await new ModelService.ModelServiceClient(channel).ListModelsAsync(new ListModelsRequest(), cancellationToken: Cancelled);

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version11), (probe.StatusCode, probe.Version));
        Assert.Equal(["general", "general-small", "street"], models.Models.Select(m => m.Name));
    }

    [Theory]
    [InlineData("Urls", "--insecure-remote", "--urls", "http://0.0.0.0:0")]
    [InlineData("HttpUrls", "--insecure-remote", "--http-urls", "http://*:0")]
    [InlineData("Urls", "allowed are http://HOST:PORT", "--urls", "127.0.0.1:5080")]
    [InlineData("Urls", "Kestrel:Certificates:Default", "--urls", "https://127.0.0.1:0")]
    [InlineData("MaxMessageBytes", "between 65536 and 1073741824", "--max-message-bytes", "5")]
    [InlineData("MaxStreams", "between 1 and 10000", "--max-streams", "0")]
    [InlineData("Hosts", "networks such as 10.0.0.0/8", "--source-hosts", "cam2;rtsp://cam1")]
    [InlineData("Serve:MaxMessageBytes", "is 'many', which is not a whole number", "--max-message-bytes", "many")]
    [InlineData("Serve:Data", "already exists", "--data", "/proc/version")]
    [InlineData("Serve:Data", "/proc/none", "--data", "/proc/none")]
    [InlineData("Jobs:Folder", "already exists", "--jobs", "/proc/version")]
    [InlineData("Jobs:Roots", "/none", "--job-roots", "/none")]
    [InlineData("Events:File", "/none.json", "--events", "/none.json")]
    [InlineData("default model 'city'", "street", "--model", "city")]
    [InlineData("CUDAExecutionProvider", "CPUExecutionProvider", "--execution-provider", "CUDAExecutionProvider")]
    public async Task An_invalid_option_prevents_the_start_and_is_named(string what, string allowed, string option, string value)
    {
        var arguments = new Dictionary<string, string>
        {
            ["--models"] = Repository.Path("models"),
            ["--urls"] = "http://127.0.0.1:0",
            ["--http-urls"] = "",
            [option] = value,
        };
        var (exitCode, output, error) = await ServerProcess.RunAsync([.. arguments.SelectMany(a => new[] { a.Key, a.Value })]);

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains(what, error, StringComparison.Ordinal);
        Assert.Contains(allowed, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("Access:Callers:b:CertificateName", "'b' has the same as 'a'", "Access__Callers__a__CertificateName=cam", "Access__Callers__b__CertificateName=cam")]
    [InlineData("Access:Callers:a:Keys", "is not a setting; Access:Callers:a has KeyHashes", "Access__Callers__a__Keys=x")]
    [InlineData("Access:Tokens:Url", "is not a setting", "Access__Tokens__Url=x")]
    [InlineData("Access:Callers:a:Rights", "is a list", "Access__Callers__a__Rights=all")]
    [InlineData("Serve:Folder", "is not a setting; Serve has Urls", "Serve__Folder=x")]
    [InlineData("Telemetry:TraceShare", "between 0 and 1", "Telemetry__TraceShare=7")]
    [InlineData("Logging:LogLevel:Default", "'Loud' is not a level", "Logging__LogLevel__Default=Loud")]
    [InlineData("Kestrel:Certificates:Default", "/none.pem", "Serve__Urls=https://127.0.0.1:0", "Kestrel__Certificates__Default__Path=/none.pem")]
    public async Task A_setting_that_prevents_the_start_is_named_in_one_line(string setting, string problem, params string[] settings)
    {
        var environment = settings.Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => (string?)s[1]);
        environment.TryAdd("Serve__Urls", "http://127.0.0.1:0");
        var (exitCode, output, error) = await ServerProcess.RunAsync(
            environment, "--http-urls", "", "--models", Repository.Path("tests", "fixtures", "packages"), "--model", "colours");

        Assert.Equal((1, ""), (exitCode, output));
        string line = Assert.Single(error.Trim().Split('\n'));
        Assert.Contains(setting, line, StringComparison.Ordinal);
        Assert.Contains(problem, line, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_servers_never_share_a_data_folder_and_the_next_one_may_have_it()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await ServerProcess.StartSmallAsync("--data", folder.File("data")))
        {
            var (exitCode, _, error) = await ServerProcess.RunAsync([.. ServerProcess.Small, "--data", folder.File("data")]);
            Assert.Equal(1, exitCode);
            Assert.Contains("Serve:Data: another server uses the folder", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
            await server.KillAsync();
        }

        await using var next = await ServerProcess.StartSmallAsync("--data", folder.File("data"));
        const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.All(Directory.EnumerateFiles(folder.File("data")), file => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & Others));
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var server = await ServerProcess.StartAsync();
        var (exitCode, _, error) = await ServerProcess.RunAsync(
            "--models", Repository.Path("models"), "--urls", server.Grpc.GetLeftPart(UriPartial.Authority), "--http-urls", "");

        Assert.Equal(1, exitCode);
        Assert.Contains($"{server.Grpc.Port}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_is_checked_without_serving()
    {
        var (exitCode, output, _) = await ServerProcess.RunAsync("check-model", Repository.Path("models", "street"));

        Assert.Equal(0, exitCode);
        Assert.StartsWith("street ", output, StringComparison.Ordinal);
        Assert.Contains("car, pedestrian, bicyclist", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_whose_graph_does_not_match_is_refused_with_the_tensor()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Repository.Path("models", "street", "model.json"), folder.File("model.json"));
        File.Copy(Repository.Path("tests", "fixtures", "packages", "colours", "keyframe.onnx"), folder.File("keyframe.onnx"));

        var (exitCode, _, error) = await ServerProcess.RunAsync("check-model", folder.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains(folder.Path, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> WriteCertificate(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(folder.File("server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(folder.File("server.key"), key.ExportPkcs8PrivateKeyPem());
        return new()
        {
            ["Kestrel__Certificates__Default__Path"] = folder.File("server.pem"),
            ["Kestrel__Certificates__Default__KeyPath"] = folder.File("server.key"),
        };
    }

    private static HttpClientHandler TrustingHandler() =>
        new() { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
}
