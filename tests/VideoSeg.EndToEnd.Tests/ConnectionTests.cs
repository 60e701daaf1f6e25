using Grpc.Net.Client;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Many concurrent calls on one connection.</summary>
public sealed class ConnectionTests(SmallServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_blocked_streams_do_not_block_the_others_on_their_connection()
    {
        // One connection, the default of gRPC clients in most languages.
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false };
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = handler });
        var service = new SegmentationService.SegmentationServiceClient(channel);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var stalled = Enumerable.Range(0, 2).Select(_ => StallAsync(service, ended.Token)).ToList();

        // Each has filled its stream window of 768 KiB; together they exceed Kestrel's default connection window of 1 MiB.
        await Task.WhenAll(stalled.Select(s => s.Full)).WaitAsync(Cancelled);

        using var latest = service.StreamSegment(cancellationToken: Cancelled);
        await latest.RequestStream.WriteAsync(new StreamSegmentRequest { Config = new StreamConfig { StreamId = "latest", DeliveryPolicy = DeliveryPolicy.Latest } }, Cancelled);
        Assert.True(await latest.ResponseStream.MoveNext(Cancelled));
        for (ulong i = 0; i < 50; i++)
        {
            await latest.RequestStream.WriteAsync(Frame(i, 100_000), Cancelled);
            Assert.True(await latest.ResponseStream.MoveNext(Cancelled));
            Assert.Equal(i, latest.ResponseStream.Current.Result.FrameNumber);
        }

        var state = await new ResultService.ResultServiceClient(channel).GetStreamAsync(new GetStreamRequest { StreamId = "latest" }, cancellationToken: Cancelled);
        Assert.Equal((50UL, 50UL), (state.Stream.FramesReceived, state.Stream.Errors));
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(stalled.Select(s => s.Sending)));
    }

    [Fact]
    public async Task More_than_a_hundred_calls_on_one_connection_are_served()
    {
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false };
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = handler });
        var service = new SegmentationService.SegmentationServiceClient(channel);
        var calls = new List<Grpc.Core.AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse>>();
        for (int i = 0; i < 130; i++)
        {
            var call = service.StreamSegment(cancellationToken: Cancelled);
            calls.Add(call);
            await call.RequestStream.WriteAsync(new StreamSegmentRequest { Config = new StreamConfig() }, Cancelled);
            Assert.True(await call.ResponseStream.MoveNext(Cancelled));
        }

        calls.ForEach(call => call.Dispose());
    }

    [Fact]
    public async Task The_stream_of_a_cancelled_call_is_closed()
    {
        using var client = new VideoSegClient(server.Address);
        var config = new StreamConfig { StreamId = "cancelled" };
        var stream = await client.OpenStreamAsync(config, Cancelled);
        await stream.DisposeAsync();
        while (true)
        {
            try
            {
                await using var again = await client.OpenStreamAsync(config, Cancelled);
                return;
            }
            catch (VideoSegServerException e)
            {
                // The server may not have noticed yet, but it does not keep the stream for a resume.
                Assert.Equal("STREAM_ID_IN_USE", e.Reason);
                Assert.Equal(TimeSpan.FromSeconds(1), e.RetryAfter);
            }
        }
    }

    /// <summary>Sends endlessly without reading results. The task ends when flow control blocks the sender.</summary>
    private static (Task Full, Task Sending) StallAsync(SegmentationService.SegmentationServiceClient service, CancellationToken cancellationToken)
    {
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (full.Task, SendAsync());

        async Task SendAsync()
        {
            using var call = service.StreamSegment(cancellationToken: cancellationToken);
            await call.RequestStream.WriteAsync(new StreamSegmentRequest { Config = new StreamConfig { MaskEncoding = MaskEncoding.LabelMap } }, cancellationToken);
            Assert.True(await call.ResponseStream.MoveNext(cancellationToken));
            for (ulong i = 0; ; i++)
            {
                var writing = call.RequestStream.WriteAsync(Frame(i, 100_000), cancellationToken);
                while (await Task.WhenAny(writing, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken)) != writing)
                {
                    full.TrySetResult();
                    cancellationToken.ThrowIfCancellationRequested();
                }

                await writing;
            }
        }
    }

    /// <summary>Returns an undecodable frame of this size in bytes; its result is an error and takes no time.</summary>
    private static StreamSegmentRequest Frame(ulong number, int bytes) =>
        new() { Frame = new Frame { FrameNumber = number, Encoded = Google.Protobuf.ByteString.CopyFrom(new byte[bytes]) } };
}
