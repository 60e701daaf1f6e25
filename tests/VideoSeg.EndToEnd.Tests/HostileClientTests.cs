using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.Bench.Faults;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Hostile or broken clients do not affect others. `./videoseg bench faults` is a longer test.</summary>
public sealed class HostileClientTests
{
    /// <summary>An empty HTTP/2 SETTINGS frame.</summary>
    private static readonly byte[] EmptySettings = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    private static readonly string[] Kinds = [".jpg", ".png", ".webp"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_corrupted_picture_and_message_gets_an_answer()
    {
        await using var server = await ServerProcess.StartAsync([], ServerProcess.Small);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var calls = new MutatedCalls(channel.CreateCallInvoker(), Pictures(), seed: 20261125);

        await calls.SendPicturesAsync(600, Cancelled);
        await calls.SendMessagesAsync(300, Cancelled);

        Assert.Empty(calls.Faults);
        Assert.Equal(900, calls.Answers.Values.Sum());
        Assert.True(calls.Answers["PICTURE_BROKEN"] > 20);
        Assert.True(calls.Answers["InvalidArgument"] > 20);
        await AssertServesAsync(server);
    }

    [Fact]
    public async Task Idle_and_slow_connections_do_not_block_other_clients()
    {
        await using var server = await ServerProcess.StartAsync([], ServerProcess.Small);
        var sockets = new List<TcpClient>();
        try
        {
            foreach (var (port, text) in new[] { (server.Http.Port, "GET /healthz"), (server.Grpc.Port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r"), (server.Grpc.Port, "") })
            {
                for (int i = 0; i < 60; i++)
                {
                    var socket = new TcpClient();
                    await socket.ConnectAsync("127.0.0.1", port, Cancelled);
                    await socket.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), Cancelled);
                    sockets.Add(socket);
                }
            }

            await AssertServesAsync(server);
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task A_half_closed_connection_is_closed_and_a_half_closed_call_frees_its_slot()
    {
        await using var server = await ServerProcess.StartAsync(new() { ["Streaming__MaxStreams"] = "1" }, ServerProcess.Small);
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", server.Grpc.Port, Cancelled);
        var wire = socket.GetStream();
        await wire.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray().Concat(EmptySettings).ToArray(), Cancelled);
        socket.Client.Shutdown(SocketShutdown.Send);
        while (await ReadByteAsync(wire) > 0)
        {
        }

        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var unread = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(cancellationToken: Cancelled);
        await unread.RequestStream.WriteAsync(new StreamSegmentRequest { Config = new StreamConfig() }, Cancelled);
        await unread.RequestStream.WriteAsync(new StreamSegmentRequest { Frame = new Frame { Encoded = ByteString.CopyFrom(Clip.Jpegs[0]) } }, Cancelled);
        await unread.RequestStream.CompleteAsync();
        await OpenWhenThereIsRoomAsync(channel);
    }

    [Fact]
    public async Task A_connection_over_the_limit_is_closed_and_the_others_continue()
    {
        await using var server = await ServerProcess.StartAsync(new() { ["Serve__MaxConnections"] = "1" }, ServerProcess.Small);
        using var client = server.NewClient();
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        using var surplus = server.NewClient();
        // The status depends on how far the connection was established.
        var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => surplus.ListModelsAsync(Cancelled));
        Assert.True(refused.StatusCode is StatusCode.Unavailable or StatusCode.Internal, refused.Message);

        await stream.SendAsync(Clip.Frames(1)[0], Cancelled);
        await stream.CompleteAsync();
        Assert.Single(await stream.ReadResultsAsync(Cancelled).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task A_client_that_never_reads_is_throttled_without_slowing_others()
    {
        await using var server = await ServerProcess.StartAsync([], ServerProcess.Small);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var call = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(new StreamSegmentRequest { Config = new StreamConfig { MaskEncoding = MaskEncoding.LabelMap } }, Cancelled);
        var frame = Clip.Jpegs[0];
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var sending = Task.Run(
            async () =>
            {
                for (uint i = 0; ; i++)
                {
                    await call.RequestStream.WriteAsync(new StreamSegmentRequest { Frame = new Frame { FrameNumber = i, Encoded = ByteString.CopyFrom(frame) } }, stopped.Token);
                }
            },
            Cancelled);

        for (int i = 0; i < 5; i++)
        {
            await AssertServesAsync(server);
        }

        Assert.False(sending.IsCompleted);
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    [Fact]
    public async Task A_client_that_disappears_frees_its_slot()
    {
        await using var server = await ServerProcess.StartAsync(new() { ["Streaming__MaxStreams"] = "1", ["Streaming__ResumeGrace"] = "00:00:00" }, ServerProcess.Small);
        for (int i = 0; i < 5; i++)
        {
            // Ends the connection, not the call, as when a process is killed.
            using var channel = GrpcChannel.ForAddress(server.Grpc);
            await OpenWhenThereIsRoomAsync(channel);
        }
    }

    [Fact]
    public async Task A_model_keeps_running_when_its_files_are_deleted()
    {
        using var models = new TemporaryFolder();
        string package = models.File("colours");
        Directory.CreateDirectory(package);
        foreach (string file in Directory.EnumerateFiles(Repository.Path("tests", "fixtures", "packages", "colours")))
        {
            File.Copy(file, Path.Combine(package, Path.GetFileName(file)));
        }

        await using var server = await ServerProcess.StartAsync("--models", models.Path, "--model", "colours");
        using var client = server.NewClient();
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        Directory.Delete(package, recursive: true);

        foreach (var frame in Clip.Frames(3))
        {
            await stream.SendAsync(frame, Cancelled);
        }

        await stream.CompleteAsync();
        Assert.All(await stream.ReadResultsAsync(Cancelled).ToListAsync(Cancelled), r => Assert.NotNull(r.Segmentation));
        await AssertServesAsync(server);
    }

    /// <summary>Runs a complete stream.</summary>
    private static async Task AssertServesAsync(ServerProcess server)
    {
        using var client = server.NewClient();
        var results = await client.SegmentAsync(Clip.Frames(2).ToAsyncEnumerable(), cancellationToken: Cancelled).ToListAsync(Cancelled);
        Assert.All(results, r => Assert.NotNull(r.Segmentation));
    }

    /// <summary>Opens a stream and leaves the call open.</summary>
    private static async Task OpenWhenThereIsRoomAsync(GrpcChannel channel)
    {
        while (true)
        {
            var call = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(cancellationToken: Cancelled);
            await call.RequestStream.WriteAsync(new StreamSegmentRequest { Config = new StreamConfig() }, Cancelled);
            if (await IsStartedAsync(call))
            {
                return;
            }

            call.Dispose();
        }
    }

    private static async Task<bool> IsStartedAsync(AsyncDuplexStreamingCall<StreamSegmentRequest, StreamSegmentResponse> call)
    {
        try
        {
            return await call.ResponseStream.MoveNext(Cancelled);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            // The server has not noticed the previous disconnect yet.
            return false;
        }
    }

    /// <summary>Returns 0 if the server has closed the connection.</summary>
    private static async Task<int> ReadByteAsync(NetworkStream wire)
    {
        try
        {
            return await wire.ReadAsync(new byte[1], Cancelled);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static List<byte[]> Pictures()
    {
        using var pixels = Clip.Pixels(0);
        using var small = pixels[new OpenCvSharp.Rect(0, 0, 64, 48)].Clone();
        return [.. Kinds.Select(kind => OpenCvSharp.Cv2.ImEncode(kind, small, out byte[] file) ? file : [])];
    }
}
