using System.Net;
using Grpc.Health.V1;
using Grpc.Net.Client;
using OpenCvSharp;
using VideoSeg.Client;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>The health status of a failing model, as seen by probes and load balancers.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_model_is_not_serving_until_it_succeeds_again()
    {
        await using var server = await ServerProcess.StartAsync([], [.. ServerProcess.Small[..^1], "fails-on-red"]);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var health = new Health.HealthClient(channel);
        using var watch = health.Watch(new HealthCheckRequest { Service = "fails-on-red" }, cancellationToken: Cancelled);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));

        using var client = server.NewClient();
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        for (int i = 0; i < 3; i++)
        {
            await stream.SendAsync(Picture(red: 255, i), Cancelled);
        }

        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
        Assert.Equal(ServingStatus.NotServing, await StatusOf(health, "fails-on-red"));
        Assert.Equal(ServingStatus.NotServing, await StatusOf(health, ""));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(server));
        Assert.Equal(ServingStatus.Serving, await StatusOf(health, "colours"));

        await stream.SendAsync(Picture(red: 0, 3), Cancelled);

        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(server));
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
