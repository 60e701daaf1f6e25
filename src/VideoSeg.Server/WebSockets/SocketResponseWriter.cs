using System.Buffers;
using System.Net.WebSockets;
using Google.Protobuf;
using Grpc.Core;

namespace VideoSeg.Server.WebSockets;

/// <summary>One binary message for each answer. A client that does not read makes the writer wait.</summary>
internal sealed class SocketResponseWriter<T>(WebSocket socket) : IServerStreamWriter<T>
    where T : IMessage<T>
{
    private readonly ArrayBufferWriter<byte> _message = new(64 * 1024);

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        _message.ResetWrittenCount();
        message.WriteTo(_message);
        await socket.SendAsync(_message.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
    }
}
