using System.Buffers;
using System.Net.WebSockets;
using Grpc.Core;
using VideoSeg.Server.Grpc;

namespace VideoSeg.Server.WebSockets;

/// <summary>One binary message for each answer. A client that does not read makes the writer wait.</summary>
internal sealed class SocketResponseWriter(WebSocket socket) : IServerStreamWriter<EncodedResponse>
{
    private readonly ArrayBufferWriter<byte> _message = new(64 * 1024);

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(EncodedResponse message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(EncodedResponse message, CancellationToken cancellationToken)
    {
        _message.ResetWrittenCount();
        message.WriteTo(_message);
        await socket.SendAsync(_message.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
    }
}
