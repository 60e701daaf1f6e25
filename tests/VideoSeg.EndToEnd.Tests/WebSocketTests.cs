using System.Net;
using System.Net.WebSockets;
using Google.Protobuf;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

public sealed class WebSocketTests(SharedServer server)
{
    private static StreamSegmentRequest Config => new() { Config = new StreamConfig() };

    [Fact]
    public async Task A_stream_over_a_WebSocket_has_the_same_results_as_over_gRPC()
    {
        using var stream = await SocketStream.OpenAsync(server.Http);
        await stream.SendAsync(Config);
        for (int i = 0; i < 3; i++)
        {
            await stream.SendFrameAsync(i);
        }

        await stream.CompleteAsync();
        var answers = await stream.ReceiveAllAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, stream.CloseCode);
        Assert.Equal("street", answers[0].Started.Model);
        var overGrpc = await server.SegmentAsync(Clip.Frames(3));
        Assert.Equal(
            overGrpc.Select(r => (r.FrameNumber, string.Join('\n', r.Segmentation!.Segments.Select(s => (s.SegmentId, s.CategoryId, s.Score, s.Area, s.Rle!.Counts))))),
            answers.Skip(1).Select(a => (a.Result.FrameNumber, string.Join('\n', a.Result.Segmentation.Segments.Select(s => (s.SegmentId, s.CategoryId, s.Score, s.Area, s.Rle.Counts))))));
    }

    [Fact]
    public async Task Results_come_while_the_client_still_sends()
    {
        using var stream = await SocketStream.OpenAsync(server.Http);
        await stream.SendAsync(Config);
        await stream.ReceiveAsync();
        for (int i = 0; i < 3; i++)
        {
            await stream.SendFrameAsync(i);
            Assert.Equal((ulong)i, (await stream.ReceiveAsync())!.Result.FrameNumber);
        }
    }

    [Fact]
    public async Task An_invalid_message_closes_the_socket_with_its_status_and_the_reason()
    {
        using var stream = await SocketStream.OpenAsync(server.Http);
        await stream.SendFrameAsync(0);

        Assert.Empty(await stream.ReceiveAllAsync());
        Assert.Equal((WebSocketCloseStatus)4003, stream.CloseCode);
        Assert.StartsWith("the first message of a stream must be config or resume", stream.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_before_an_invalid_message_are_answered_first()
    {
        using var stream = await SocketStream.OpenAsync(server.Http);
        await stream.SendAsync(Config);
        await stream.SendFrameAsync(0);
        await stream.SendAsync("text"u8.ToArray(), WebSocketMessageType.Text);

        var answers = await stream.ReceiveAllAsync();
        Assert.NotNull(answers[1].Result.Segmentation);
        Assert.Equal((WebSocketCloseStatus)4003, stream.CloseCode);
        Assert.Contains("binary", stream.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_too_large_closes_the_socket_with_the_limit()
    {
        using var stream = await SocketStream.OpenAsync(server.Http);
        await stream.SendAsync(Config);
        await stream.ReceiveAsync();
        await stream.SendAsync(new StreamSegmentRequest { Frame = new Frame { Encoded = ByteString.CopyFrom(new byte[SharedServer.MaxMessageBytes + 1]) } });

        Assert.Empty(await stream.ReceiveAllAsync());
        Assert.Equal((WebSocketCloseStatus)4008, stream.CloseCode);
        Assert.Contains($"{SharedServer.MaxMessageBytes} bytes", stream.CloseReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_origin_is_refused()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => SocketStream.OpenAsync(server.Http, "https://evil.example"));
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);

        using var own = await SocketStream.OpenAsync(server.Http, server.Http.GetLeftPart(UriPartial.Authority));
        await own.SendAsync(Config);
        Assert.NotNull((await own.ReceiveAsync())!.Started);
    }

    [Fact]
    public async Task A_client_that_closes_its_socket_closes_its_stream()
    {
        var config = new StreamSegmentRequest { Config = new StreamConfig { StreamId = "browser.tab" } };
        using var first = await SocketStream.OpenAsync(server.Http);
        await first.SendAsync(config);
        Assert.NotNull((await first.ReceiveAsync())!.Started);
        using var second = await SocketStream.OpenAsync(server.Http);
        await second.SendAsync(config);
        Assert.Empty(await second.ReceiveAllAsync());
        Assert.Equal((WebSocketCloseStatus)4006, second.CloseCode);

        await first.CloseAsync();
        // The server closes its side when the stream is closed.
        Assert.Empty(await first.ReceiveAllAsync());
        using var again = await SocketStream.OpenAsync(server.Http);
        await again.SendAsync(config);
        Assert.NotNull((await again.ReceiveAsync())?.Started);
    }

    [Fact]
    public async Task A_client_whose_connection_breaks_resumes_its_stream()
    {
        StreamStarted started;
        using (var first = await SocketStream.OpenAsync(server.Http))
        {
            await first.SendAsync(Config);
            started = (await first.ReceiveAsync())!.Started;
            await first.SendFrameAsync(0);
            Assert.NotNull((await first.ReceiveAsync())!.Result.Segmentation);
        }

        using var again = await SocketStream.OpenAsync(server.Http);
        await again.SendAsync(new StreamSegmentRequest
        {
            Resume = new StreamResume { StreamId = started.StreamId, ResumeToken = started.ResumeToken, LastFrameNumber = 0 },
        });
        var answer = await again.ReceiveAsync();
        Assert.True(answer is not null, $"{again.CloseCode}: {again.CloseReason}");
        var resumed = answer.Started;
        Assert.Equal((true, 1ul), (resumed.Resumed, resumed.NextFrameNumber));
        await again.SendFrameAsync(1);
        Assert.Equal(1ul, (await again.ReceiveAsync())!.Result.FrameNumber);
    }

    [Fact]
    public async Task A_plain_HTTP_request_to_the_socket_address_is_answered_with_an_explanation()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(server.Http, "/ws/videoseg.v1.SegmentationService/StreamSegment"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
