using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>What subscribers keep across restarts of the server.</summary>
public sealed class SubscriptionLifeTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Sequences_increase_and_a_named_subscription_continues_after_its_acknowledgement_across_restarts()
    {
        var before = await RunAsync(async (server, channel) =>
        {
            using var subscriber = await Subscriber.OpenAsync(channel, new SubscribeRequest { Pattern = ">", Subscription = "counter" });
            var results = await SegmentAsync(server, 3);
            await new ResultService.ResultServiceClient(channel).AcknowledgeAsync(new AcknowledgeRequest { Subscription = "counter", Sequence = results[1].Sequence });

            // The client crashes and reconnects: the third result was not acknowledged.
            using var again = await Subscriber.OpenAsync(channel, new SubscribeRequest { Pattern = ">", Subscription = "counter" });
            Assert.Equal(ResultText.Of(results[2]), ResultText.Of((await again.UntilAsync(t => t.Result is not null))[^1].Result));
            return results;
        });
        var after = await RunAsync(async (server, channel) =>
        {
            using var subscriber = await Subscriber.OpenAsync(channel, new SubscribeRequest { Pattern = ">", Subscription = "counter" });
            Assert.Equal(1ul, subscriber.Started.Missing);
            var results = await SegmentAsync(server, 2);
            Assert.Equal(ResultText.Of(results[0]), ResultText.Of((await subscriber.UntilAsync(t => t.Result is not null))[^1].Result));
            return results;
        });

        Assert.Equal([1ul, 2ul, 3ul, 4ul, 5ul], before.Concat(after).Select(r => r.Sequence));
    }

    [Fact]
    public async Task A_server_that_stops_sends_subscribers_the_remaining_results_and_ends_with_UNAVAILABLE()
    {
        await using var server = await ServerProcess.StartAsync();
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var subscriber = await Subscriber.OpenAsync(channel, new SubscribeRequest { Pattern = ">" });
        await SegmentAsync(server, 1);
        server.Terminate();

        Assert.Equal(3, (await subscriber.UntilClosedAsync()).Count);
        Assert.Equal(StatusCode.Unavailable, (await subscriber.EndAsync()).StatusCode);
        Assert.Equal(0, (await server.EndAsync()).ExitCode);
    }

    private async Task<IReadOnlyList<FrameResult>> RunAsync(Func<ServerProcess, GrpcChannel, Task<IReadOnlyList<FrameResult>>> use)
    {
        await using var server = await ServerProcess.StartAsync("--data", _data.Path);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var results = await use(server, channel);
        server.Terminate();
        await server.EndAsync();
        return results;
    }

    private static async Task<IReadOnlyList<FrameResult>> SegmentAsync(ServerProcess server, int frames)
    {
        using var client = server.NewClient();
        return await client.SegmentAsync(Clip.Frames(frames).ToAsyncEnumerable(), cancellationToken: Cancelled).ToListAsync(Cancelled);
    }
}
