using Grpc.Core;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>When connections break, the client library resumes the stream; its user sees one continuous stream.</summary>
public sealed class ResumeTests(SmallServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frame_lost_with_its_connection_is_sent_again()
    {
        await using var proxy = new BreakableProxy(server.Address);
        using var client = new VideoSegClient(proxy.Address);
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        await AssertNextAsync(results, 0);

        proxy.SwallowFromClient();
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        proxy.Break();

        await AssertNextAsync(results, 1);
        await AssertNextAsync(results, 2);
        await AssertEndAsync(stream, results, reconnects: 1);
    }

    [Fact]
    public async Task Results_of_frames_in_progress_arrive_on_the_next_connection()
    {
        await using var proxy = new BreakableProxy(server.Address);
        using var client = new VideoSegClient(proxy.Address);
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        await AssertNextAsync(results, 0);

        // However fast the server is, none of these frames has its result when the connection breaks. Some are in the server, some in transit.
        _ = proxy.SwallowFromServerAsync(bytes: int.MaxValue);
        for (int i = 1; i < 6; i++)
        {
            await stream.SendAsync(SmallServer.Frame(), Cancelled);
        }

        proxy.Break();
        for (ulong i = 1; i < 6; i++)
        {
            await AssertNextAsync(results, i);
        }

        await AssertEndAsync(stream, results, reconnects: 1);
    }

    [Fact]
    public async Task Results_lost_with_their_connection_are_sent_again()
    {
        await using var proxy = new BreakableProxy(server.Address);
        using var client = new VideoSegClient(proxy.Address);
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        await AssertNextAsync(results, 0);

        var lost = proxy.SwallowFromServerAsync(bytes: 100);
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        await lost.WaitAsync(Cancelled);
        proxy.Break();

        await AssertNextAsync(results, 1);
        await AssertNextAsync(results, 2);
        await AssertEndAsync(stream, results, reconnects: 1);
    }

    [Fact]
    public async Task After_fifty_random_disconnects_each_result_arrives_once_and_tracks_continue()
    {
        const int Frames = 600;
        await using var proxy = new BreakableProxy(server.Address);
        using var client = new VideoSegClient(proxy.Address);
        var random = new Random(7);
        var cuts = Enumerable.Range(0, 50).Select(_ => random.Next(1, Frames)).ToHashSet();
        var seen = new List<FrameResult>();
        await foreach (var result in client.SegmentAsync(FramesAsync(), new StreamConfig { KeyframePolicy = KeyframePolicy.FixedInterval, KeyframeInterval = 4 }, Cancelled))
        {
            seen.Add(result);
            if (cuts.Contains(seen.Count))
            {
                proxy.Break();
            }
        }

        Assert.Equal(Enumerable.Range(0, Frames).Select(i => (ulong)i), seen.Select(r => r.FrameNumber));
        Assert.Single(seen.SelectMany(r => r.Segmentation!.Segments).Select(s => s.TrackId).OfType<ulong>().Distinct());
        Assert.InRange(proxy.Connections, 20, 200);

        static async IAsyncEnumerable<VideoFrame> FramesAsync()
        {
            for (int i = 0; i < Frames; i++)
            {
                yield return SmallServer.Frame(40 + (i % 8));
            }

            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task After_a_restart_of_the_server_the_stream_restarts_and_reports_it()
    {
        await using var first = await ServerProcess.StartSmallAsync();
        await using var proxy = new BreakableProxy(first.Grpc);
        StreamStarted? restarted = null;
        using var client = new VideoSegClient(proxy.Address, new VideoSegClientOptions { Restarted = started => restarted = started });
        await using var stream = await client.OpenStreamAsync(new StreamConfig { StreamId = "gate" }, Cancelled);
        string token = stream.Started.ResumeToken;
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        await AssertNextAsync(results, 0);

        await using var second = await ServerProcess.StartSmallAsync();
        proxy.Server = second.Grpc;
        await first.KillAsync();
        proxy.Break();
        await stream.SendAsync(SmallServer.Frame(), Cancelled);
        await AssertNextAsync(results, 1);

        Assert.Equal(1, stream.Restarts);
        Assert.Equal("gate", restarted?.StreamId);
        Assert.False(restarted?.Resumed);
        Assert.NotEqual(token, stream.Started.ResumeToken);
        await AssertEndAsync(stream, results, reconnects: 1);
    }

    [Fact]
    public async Task A_second_client_with_the_id_is_refused_while_the_first_is_attached_or_may_resume()
    {
        await using var proxy = new BreakableProxy(server.Address);
        using var client = new VideoSegClient(proxy.Address, new VideoSegClientOptions { ReconnectTimeout = TimeSpan.Zero });
        using var second = new VideoSegClient(server.Address);
        var config = new StreamConfig { StreamId = "second.client" };
        await using var stream = await client.OpenStreamAsync(config, Cancelled);
        Assert.Equal("STREAM_ID_IN_USE", (await Assert.ThrowsAsync<VideoSegServerException>(() => second.OpenStreamAsync(config, Cancelled))).Reason);

        proxy.Break();
        var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => second.OpenStreamAsync(config, Cancelled));
        while (!refused.Message.Contains("waits for its client", StringComparison.Ordinal))
        {
            // The server has not noticed the disconnect yet.
            refused = await Assert.ThrowsAsync<VideoSegServerException>(() => second.OpenStreamAsync(config, Cancelled));
        }

        Assert.Equal((StatusCode.AlreadyExists, "STREAM_ID_IN_USE"), (refused.StatusCode, refused.Reason));
        Assert.True(refused.RetryAfter > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Another_client_cannot_resume_a_stream()
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(server.Address);
        using var client = new VideoSegClient(server.Address);
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        using var call = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(new StreamSegmentRequest { Resume = new StreamResume { StreamId = stream.Started.StreamId, ResumeToken = "guessed" } }, Cancelled);
        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancelled));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Fact]
    public async Task A_server_that_stays_unreachable_is_reported_after_the_configured_time()
    {
        await using var alone = await ServerProcess.StartSmallAsync();
        using var client = new VideoSegClient(alone.Grpc, new VideoSegClientOptions { ReconnectTimeout = TimeSpan.FromMilliseconds(200) });
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        await alone.KillAsync();
        var reading = await Assert.ThrowsAsync<VideoSegServerException>(async () => await stream.ReadResultsAsync(Cancelled).FirstAsync(Cancelled));
        var sending = await Assert.ThrowsAsync<VideoSegServerException>(() => stream.SendAsync(SmallServer.Frame(), Cancelled));
        Assert.Equal(StatusCode.Unavailable, reading.StatusCode);
        Assert.Equal(StatusCode.Unavailable, sending.StatusCode);
    }

    private static async Task AssertNextAsync(IAsyncEnumerator<FrameResult> results, ulong number)
    {
        Assert.True(await results.MoveNextAsync());
        Assert.Equal(number, results.Current.FrameNumber);
        Assert.NotNull(results.Current.Segmentation);
    }

    private static async Task AssertEndAsync(SegmentationStream stream, IAsyncEnumerator<FrameResult> results, int reconnects)
    {
        await stream.CompleteAsync();
        Assert.False(await results.MoveNextAsync());
        Assert.Equal(reconnects, stream.Reconnects);
    }
}
