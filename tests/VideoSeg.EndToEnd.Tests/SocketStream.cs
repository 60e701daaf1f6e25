using System.Net.Security;
using System.Net.WebSockets;
using Google.Protobuf;
using Microsoft.IdentityModel.Tokens;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A stream over the WebSocket bridge, opened as by a browser.</summary>
internal sealed class SocketStream : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? CloseCode => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <exception cref="WebSocketException">The server refused the socket.</exception>
    public static async Task<SocketStream> OpenAsync(Uri http, string? origin = null, string? credential = null, SslClientAuthenticationOptions? tls = null)
    {
        var stream = new SocketStream();
        stream._socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            stream._socket.Options.SetRequestHeader("Origin", origin);
        }

        if (credential is not null)
        {
            stream._socket.Options.AddSubProtocol("videoseg.v1");
            stream._socket.Options.AddSubProtocol($"videoseg.bearer.{Base64UrlEncoder.Encode(credential)}");
        }

        using var invoker = tls is null ? null : new HttpMessageInvoker(new SocketsHttpHandler { SslOptions = tls });
        await stream._socket.ConnectAsync(new UriBuilder(http) { Scheme = tls is null ? "ws" : "wss", Path = http.AbsolutePath + "ws/videoseg.v1.SegmentationService/StreamSegment" }.Uri, invoker, Cancelled);
        return stream;
    }

    public Task SendAsync(StreamSegmentRequest request) => SendAsync(request.ToByteArray(), WebSocketMessageType.Binary);

    public Task SendAsync(byte[] message, WebSocketMessageType type) => _socket.SendAsync(message, type, endOfMessage: true, Cancelled);

    public Task SendFrameAsync(int index) =>
        SendAsync(new StreamSegmentRequest { Frame = new Frame { FrameNumber = (ulong)index, Encoded = ByteString.CopyFrom(Clip.Jpegs[index]) } });

    /// <summary>Half-closes the stream with an empty message.</summary>
    public Task CompleteAsync() => SendAsync([], WebSocketMessageType.Binary);

    /// <summary>Closes the socket, like a tab that is closed.</summary>
    public Task CloseAsync() => _socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, Cancelled);

    /// <summary>Returns the next answer, or <see langword="null"/> if the server has closed the socket.</summary>
    public async Task<StreamSegmentResponse?> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, Cancelled);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (_socket.State == WebSocketState.CloseReceived)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Cancelled);
                }

                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return StreamSegmentResponse.Parser.ParseFrom(message.ToArray());
            }
        }
    }

    public async Task<IReadOnlyList<StreamSegmentResponse>> ReceiveAllAsync()
    {
        var answers = new List<StreamSegmentResponse>();
        while (await ReceiveAsync() is { } answer)
        {
            answers.Add(answer);
        }

        return answers;
    }

    /// <summary>Drops the connection without a close message, like a browser that loses its network.</summary>
    public void Dispose() => _socket.Dispose();
}
