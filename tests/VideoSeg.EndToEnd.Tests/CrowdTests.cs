using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Many connections and calls of clients that are not known. `./videoseg bench attacks` does it with thousands.</summary>
public sealed class CrowdTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_address_cannot_take_all_connections()
    {
        var settings = new Dictionary<string, string?> { ["Serve__MaxConnections"] = "8", ["Serve__MaxConnectionsPerAddress"] = "4", ["Serve__ProbeUrls"] = "http://127.0.0.1:0" };
        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        var crowd = new List<Socket>();
        try
        {
            for (int i = 0; i < 20; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, server.Grpc.Port, Cancelled);
                crowd.Add(socket);
            }

            using var another = new Socket(SocketType.Stream, ProtocolType.Tcp);
            another.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            await another.ConnectAsync(IPAddress.Loopback, server.Grpc.Port, Cancelled);
            await another.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray(), Cancelled);
            Assert.True(await another.ReceiveAsync(new byte[9], Cancelled) > 0);

            // The last address of the READY line is that of the probes.
            using var probe = new HttpClient { BaseAddress = server.Http };
            Assert.Equal(HttpStatusCode.OK, (await probe.GetAsync(new Uri("/healthz/live", UriKind.Relative), Cancelled)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await probe.GetAsync(new Uri("/metrics", UriKind.Relative), Cancelled)).StatusCode);
        }
        finally
        {
            crowd.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task Watches_of_the_health_by_one_address_are_limited()
    {
        await using var server = await ServerProcess.StartAsync(new() { ["Serve__MaxHealthWatches"] = "16" }, ServerProcess.Small);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var health = new Health.HealthClient(channel);
        var watches = Enumerable.Range(0, 2).Select(_ => health.Watch(new HealthCheckRequest(), cancellationToken: Cancelled)).ToList();
        foreach (var watch in watches)
        {
            Assert.True(await watch.ResponseStream.MoveNext(Cancelled));
        }

        using var surplus = health.Watch(new HealthCheckRequest(), cancellationToken: Cancelled);
        var refused = await Assert.ThrowsAsync<RpcException>(() => surplus.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest(), cancellationToken: Cancelled)).Status);
        watches.ForEach(w => w.Dispose());
    }
}
