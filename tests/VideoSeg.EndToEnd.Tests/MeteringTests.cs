using System.Net;
using System.Net.WebSockets;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.Bench.Attacks.Strangers;
using VideoSeg.Client;
using VideoSeg.Server.Access.Credentials;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>What a client may send before the server knows what it is allowed to, and how long it may take. `./videoseg bench attacks` does it with more bytes.</summary>
public sealed class MeteringTests
{
    private const int OneMebibyte = 1024 * 1024;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("videoseg.v1.SegmentationService/StreamSegment")]
    [InlineData("videoseg.v1.BatchService/UploadChunk")]
    [InlineData("videoseg.v1.ResultService/Subscribe")]
    public async Task A_caller_without_the_permission_is_refused_before_a_message_is_read(string method)
    {
        string key = ApiKey.New();
        await using var server = await ServerProcess.StartAsync(new() { ["Access__Callers__camera__KeyHashes__0"] = ApiKey.HashOf(key) }, ServerProcess.Small);

        using var answer = await CallAsync(server, method, key, new UnfinishedMessage(bytes: 100, sent: 10));

        Assert.Equal("7", Assert.Single(answer.Headers.GetValues("grpc-status")));
    }

    [Theory]
    [InlineData("videoseg.v1.SegmentationService/StreamSegment")]
    [InlineData("videoseg.v1.ResultService/Subscribe")]
    [InlineData("videoseg.v1.SourceService/CreateSource")]
    [InlineData("grpc.health.v1.Health/Check")]
    [InlineData("grpc.health.v1.Health/Watch")]
    public async Task A_request_that_tells_more_than_64_KiB_is_refused_before_they_come(string method)
    {
        await using var server = await ServerProcess.StartAsync([], ServerProcess.Small);

        using var answer = await CallAsync(server, method, null, new UnfinishedMessage(bytes: OneMebibyte, sent: 10));

        Assert.Equal("8", Assert.Single(StatusOf(answer)));
    }

    [Fact]
    public async Task A_first_message_over_64_KiB_closes_a_socket()
    {
        await using var server = await ServerProcess.StartAsync([], ServerProcess.Small);
        using var stream = await SocketStream.OpenAsync(server.Http);

        await stream.SendAsync(new byte[OneMebibyte], WebSocketMessageType.Binary);

        Assert.Empty(await stream.ReceiveAllAsync());
        Assert.Equal((WebSocketCloseStatus)4008, stream.CloseCode);
    }

    [Fact]
    public async Task A_call_that_sends_nothing_is_ended()
    {
        await using var server = await ServerProcess.StartAsync(new() { ["Serve__FirstMessageTimeout"] = "00:00:01" }, ServerProcess.Small);
        using var channel = GrpcChannel.ForAddress(server.Grpc);
        using var socket = await SocketStream.OpenAsync(server.Http);
        using var call = new SegmentationService.SegmentationServiceClient(channel).StreamSegment(cancellationToken: Cancelled);
        // The headers are sent with the first message or by this.
        var ended = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancelled));
        Assert.Equal((StatusCode.DeadlineExceeded, "MESSAGE_LATE"), (ended.StatusCode, ended.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));

        Assert.Empty(await socket.ReceiveAllAsync());
        Assert.Equal((WebSocketCloseStatus)4004, socket.CloseCode);

        using var half = await CallAsync(server, "videoseg.v1.ModelService/ListModels", null, new UnfinishedMessage(bytes: 100, sent: 10));
        Assert.Equal("4", Assert.Single(StatusOf(half)));
    }

    [Fact]
    public async Task Frames_that_take_all_the_room_of_their_caller_follow_each_other()
    {
        const int Bytes = 65_536;
        var settings = new Dictionary<string, string?> { ["Serve__MaxMessageBytes"] = $"{Bytes}", ["Serve__MaxBytesInFlightPerCaller"] = $"{Bytes}", ["Serve__MaxBytesInFlight"] = $"{Bytes}" };
        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        using var socket = await SocketStream.OpenAsync(server.Http);
        await socket.SendAsync(new StreamSegmentRequest { Config = new StreamConfig() });
        Assert.NotNull((await socket.ReceiveAsync())?.Started);
        // Raw pictures of 60 KB: the room has space for one.
        var picture = new RawPicture { PixelFormat = V1.PixelFormat.Gray8, Width = 300, Height = 200, Pixels = ByteString.CopyFrom(new byte[60_000]) };
        using var client = server.NewClient();
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        for (ulong i = 0; i < 12; i++)
        {
            await socket.SendAsync(new StreamSegmentRequest { Frame = new Frame { FrameNumber = i, Raw = picture } });
            await stream.SendAsync(VideoFrame.Raw(PixelFormat.Gray8, 300, 200, new byte[60_000], default), Cancelled);
        }

        await socket.CompleteAsync();
        await stream.CompleteAsync();

        Assert.Equal(12, (await socket.ReceiveAllAsync()).Count);
        Assert.Equal(12, await stream.ReadResultsAsync(Cancelled).CountAsync(Cancelled));
    }

    private static async Task<HttpResponseMessage> CallAsync(ServerProcess server, string method, string? key, HttpContent body)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Grpc, method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Headers.Add("te", "trailers");
        if (key is not null)
        {
            request.Headers.Add("authorization", $"Bearer {key}");
        }

        return await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, Cancelled);
    }

    /// <summary>The status is a header of an answer without messages, and a trailer of others.</summary>
    private static IEnumerable<string> StatusOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("grpc-status", out var values) ? values : answer.TrailingHeaders.GetValues("grpc-status");
}
