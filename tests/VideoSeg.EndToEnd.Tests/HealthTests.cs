using System.Net;
using Grpc.Health.V1;
using Grpc.Net.Client;
using OpenCvSharp;
using VideoSeg.Client;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>The health status of a failing model, as seen by probes and load balancers.</summary>
public sealed class HealthTests(SmallServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_model_is_not_serving_until_it_succeeds_again()
    {
        await using var failing = await ServerProcess.StartAsync([], [.. ServerProcess.Small[..^1], "fails-on-red"]);
        using var channel = GrpcChannel.ForAddress(failing.Grpc);
        var health = new Health.HealthClient(channel);
        using var watch = health.Watch(new HealthCheckRequest { Service = "fails-on-red" }, cancellationToken: Cancelled);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        using var client = failing.NewClient();
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        for (int i = 0; i < 3; i++)
        {
            await stream.SendAsync(Picture(red: 255, i), Cancelled);
        }

        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        Assert.Equal(ServingStatus.NotServing, await StatusOf(health, "fails-on-red"));
        Assert.Equal(ServingStatus.NotServing, await StatusOf(health, ""));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(failing));
        Assert.Equal(ServingStatus.Serving, await StatusOf(health, "colours"));

        await stream.SendAsync(Picture(red: 0, 3), Cancelled);

        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(failing));
    }

    [Fact]
    public async Task Probes_call_by_any_name_although_hosts_are_restricted()
    {
        await using var named = await ServerProcess.StartAsync(new() { ["Access__Hosts__0"] = "video.example" }, ServerProcess.Small);
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(named));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(named.Http, "/healthz/live"), Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(new Uri(named.Http, "/metrics"), Cancelled)).StatusCode);
        using var channel = GrpcChannel.ForAddress(named.Grpc);
        Assert.Equal(ServingStatus.Serving, await StatusOf(new Health.HealthClient(channel), ""));
    }

    [Theory]
    [InlineData("videoseg.v1.SegmentationService")]
    [InlineData("videoseg.v1.ResultService")]
    [InlineData("videoseg.v1.BatchService")]
    [InlineData("videoseg.v1.SourceService")]
    [InlineData("videoseg.v1.ModelService")]
    public async Task A_gRPC_service_is_as_healthy_as_its_server(string service)
    {
        using var channel = GrpcChannel.ForAddress(server.Address);
        var health = new Health.HealthClient(channel);

        Assert.Equal(ServingStatus.Serving, await StatusOf(health, service));
        var unknown = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => StatusOf(health, service + "s"));
        Assert.Equal(Grpc.Core.StatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_health_command_finds_the_server_of_its_own_settings_with_and_without_TLS()
    {
        using var authority = new TestAuthority();
        await using var secured = await ServerProcess.StartAsync(authority.ServerSettings(), [.. ServerProcess.Small[4..], "--urls", "https://127.0.0.1:0", "--http-urls", ""]);
        await using var open = await ServerProcess.StartSmallAsync();

        Assert.Equal(0, (await ServerProcess.RunAsync("health", "--urls", secured.Grpc.OriginalString, "--http-urls", "")).ExitCode);
        Assert.Equal(0, (await ServerProcess.RunAsync("health", "--http-urls", open.Http.OriginalString)).ExitCode);
        await open.KillAsync();
        Assert.Equal(1, (await ServerProcess.RunAsync("health", "--http-urls", open.Http.OriginalString)).ExitCode);
    }

    private static VideoFrame Picture(int red, int index)
    {
        using var pixels = new Mat(64, 96, MatType.CV_8UC3, new Scalar(0, 0, red));
        return VideoFrame.Encoded(Clip.Png(pixels), Clip.TimeOf(index));
    }

    private static async Task<ServingStatus> NextAsync(Grpc.Core.AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        return watch.ResponseStream.Current.Status;
    }

    private static async Task<ServingStatus> StatusOf(Health.HealthClient health, string service) =>
        (await health.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Cancelled)).Status;

    private static async Task<HttpStatusCode> ReadyAsync(ServerProcess server)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(server.Http, "/healthz/ready"), Cancelled);
        return answer.StatusCode;
    }
}
