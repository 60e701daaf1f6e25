using Grpc.Core;
using VideoSeg.Client;
using VideoSeg.V1;
using SubscriptionStarted = VideoSeg.Client.SubscriptionStarted;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Networks that vanish without a word, and servers that do not come back.</summary>
public sealed class LostNetworkTests(SmallServer server)
{
    private static readonly VideoSegClientOptions Quick = new() { KeepAliveDelay = TimeSpan.FromSeconds(1), KeepAliveTimeout = TimeSpan.FromSeconds(1) };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_whose_connection_is_silently_lost_is_resumed()
    {
        await using var proxy = new BreakableProxy(server.Address);
        using var client = new VideoSegClient(proxy.Address, Quick);
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        await SendAndReadAsync(stream, results, 0);

        proxy.LoseConnections();
        await SendAndReadAsync(stream, results, 1);

        Assert.Equal((1, 0), (stream.Reconnects, stream.Restarts));
    }

    [Fact]
    public async Task A_subscription_whose_connection_is_silently_lost_continues_behind_its_last_result()
    {
        await using var proxy = new BreakableProxy(server.Address);
        using var watcher = new VideoSegClient(proxy.Address, Quick);
        using var camera = new VideoSegClient(server.Address);
        await using var stream = await camera.OpenStreamAsync(new StreamConfig { StreamId = "lost.camera" }, Cancelled);
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        await using var messages = watcher.SubscribeAsync(new SubscribeRequest { Pattern = "lost.camera" }, Cancelled).GetAsyncEnumerator(Cancelled);
        await NextAsync<StreamOpened>(messages);
        await SendAndReadAsync(stream, results, 0);
        Assert.Equal(0ul, (await NextAsync<SubscribedResult>(messages)).Result.FrameNumber);

        proxy.LoseConnections();
        await SendAndReadAsync(stream, results, 1);

        Assert.Equal(0ul, (await NextAsync<SubscriptionStarted>(messages)).Missing);
        Assert.Equal(1ul, (await NextAsync<SubscribedResult>(messages)).Result.FrameNumber);
    }

    [Fact]
    public async Task Every_kind_of_call_says_that_the_connection_was_lost()
    {
        await using var proxy = new BreakableProxy(server.Address);
        using var client = new VideoSegClient(proxy.Address, Quick with { ReconnectTimeout = TimeSpan.Zero });
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        await using var messages = client.SubscribeAsync(new SubscribeRequest { Pattern = "nobody" }, Cancelled).GetAsyncEnumerator(Cancelled);
        await NextAsync<SubscriptionStarted>(messages);

        proxy.LoseConnections();

        await AssertLostAsync(() => client.ListModelsAsync(Cancelled));
        await AssertLostAsync(() => messages.MoveNextAsync().AsTask());
        await AssertLostAsync(() => results.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task A_subscription_is_told_that_a_restarted_server_has_another_log()
    {
        await using var first = await ServerProcess.StartSmallAsync();
        await using var proxy = new BreakableProxy(first.Grpc);
        using var watcher = new VideoSegClient(proxy.Address);
        await using var messages = watcher.SubscribeAsync(new SubscribeRequest { Pattern = ">", Subscription = "counter" }, Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True((await NextAsync<SubscriptionStarted>(messages)).IsCreated);
        await SegmentAsync(first);
        await NextAsync<SubscribedResult>(messages);

        await using var second = await ServerProcess.StartSmallAsync();
        await SegmentAsync(second);
        proxy.Server = second.Grpc;
        await first.KillAsync();

        var started = await NextAsync<SubscriptionStarted>(messages);
        Assert.Equal((true, true, 0ul), (started.IsLogReset, started.IsCreated, started.Missing));
        await NextAsync<SubscribedResult>(messages);
    }

    [Fact]
    public async Task A_client_of_several_servers_goes_on_with_another_one()
    {
        await using var first = await ServerProcess.StartSmallAsync();
        await using var second = await ServerProcess.StartSmallAsync();
        using var client = new VideoSegClient([first.Grpc, second.Grpc], null);
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        await SendAndReadAsync(stream, results, 0);

        await first.KillAsync();
        await SendAndReadAsync(stream, results, 1);

        Assert.Equal(1, stream.Restarts);
        Assert.Single(await new VideoSegClient(second.Grpc).ListStreamsAsync(cancellationToken: Cancelled));
    }

    private static async Task SegmentAsync(ServerProcess at)
    {
        using var client = at.NewClient();
        await client.SegmentAsync(new[] { SmallServer.Frame() }.ToAsyncEnumerable(), cancellationToken: Cancelled).ToListAsync(Cancelled);
    }

    private static async Task SendAndReadAsync(SegmentationStream stream, IAsyncEnumerator<FrameResult> results, ulong number)
    {
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        Assert.True(await results.MoveNextAsync());
        Assert.Equal(number, results.Current.FrameNumber);
    }

    private static async Task<T> NextAsync<T>(IAsyncEnumerator<SubscriptionMessage> messages)
        where T : SubscriptionMessage
    {
        do
        {
            Assert.True(await messages.MoveNextAsync());
        }
        while (messages.Current is not T);

        return (T)messages.Current;
    }

    private static async Task AssertLostAsync(Func<Task> call)
    {
        var lost = await Assert.ThrowsAsync<VideoSegServerException>(call);
        Assert.Equal(StatusCode.Unavailable, lost.StatusCode);
    }
}
