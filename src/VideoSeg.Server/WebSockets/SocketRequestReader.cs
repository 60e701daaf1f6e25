using System.Buffers;
using System.Net.WebSockets;
using Google.Protobuf;
using Grpc.Core;
using VideoSeg.Server.Errors;

namespace VideoSeg.Server.WebSockets;

/// <summary>
/// A client's messages, one binary message each. An empty one is the half-close, which WebSockets lack: no more will come, and the results
/// go on. Nothing is read ahead, so a stream that waits slows its client through TCP.
/// <c>clientLeft</c> is called when the client closes the socket (false) or its connection broke (true).
/// </summary>
internal sealed class SocketRequestReader<T>(WebSocket socket, MessageParser<T> parser, int maxMessageBytes, Action<bool> clientLeft) : IAsyncStreamReader<T>
    where T : class, IMessage<T>
{
    private readonly ArrayBufferWriter<byte> _message = new(64 * 1024);
    private Task<bool>? _receiving;
    private bool _ended;

    public T Current { get; private set; } = null!;

    /// <summary>Cancelling gives up the wait alone: a socket whose receive is cancelled is broken, and could not be closed with a reason.</summary>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        _receiving ??= ReceiveAsync();
        bool received = await _receiving.WaitAsync(cancellationToken);
        _receiving = null;
        if (!received)
        {
            // Who is gone has not half-closed: the stream may wait for them.
            throw new OperationCanceledException("the client is gone");
        }

        if (_message.WrittenCount == 0)
        {
            _ended = true;
            return false;
        }

        // A frame keeps its message's bytes, so they must be its own.
        Current = parser.ParseFrom(_message.WrittenSpan);
        return true;
    }

    /// <summary>Reads on, without a use for it, until the client has closed the socket too.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        await using var registration = deadline.Register(socket.Abort);
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            Task receiving = _receiving ?? ReceiveAsync();
            await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _receiving = null;
        }
    }

    /// <summary>False when the client has closed the socket.</summary>
    private async Task<bool> ReceiveAsync()
    {
        _message.ResetWrittenCount();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(_message.GetMemory(16 * 1024), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    clientLeft(false);
                    return false;
                }

                if (part.MessageType == WebSocketMessageType.Text)
                {
                    throw new InvalidRequestException("message", "a text message; messages here are binary", "MESSAGE_OUT_OF_PLACE");
                }

                _message.Advance(part.Count);
                if (_message.WrittenCount > maxMessageBytes)
                {
                    throw new RpcException(new Status(StatusCode.ResourceExhausted, "message too large"));
                }

                if (part.EndOfMessage)
                {
                    return true;
                }
            }
        }
        catch (WebSocketException)
        {
            clientLeft(true);
            return false;
        }
    }
}
