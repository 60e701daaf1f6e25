using System.Buffers;
using System.Net.WebSockets;
using VideoSeg.Server.Errors;

namespace VideoSeg.Server.WebSockets;

/// <summary>Reads whole binary messages from a socket, nothing ahead, so that a stream that waits slows its client through TCP.</summary>
/// <param name="socket">Stays its creator's.</param>
/// <param name="maxMessageBytes">The limit of a message.</param>
/// <param name="clientLeft">Is called when the client closes the socket (false) or its connection breaks (true).</param>
internal sealed class SocketReader(WebSocket socket, int maxMessageBytes, Action<bool> clientLeft)
{
    private readonly ArrayBufferWriter<byte> _message = new(64 * 1024);
    private Task<bool>? _receiving;

    /// <summary>
    /// The next message, valid until the next read. Cancelling ends the wait alone: a socket whose receive is cancelled is broken and could not be closed
    /// with a reason.
    /// </summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        _receiving ??= ReceiveAsync();
        bool received = await _receiving.WaitAsync(cancellationToken);
        _receiving = null;

        // A client that is gone has not half-closed: the stream may wait for it.
        return received ? _message.WrittenMemory : throw new OperationCanceledException("the client is gone");
    }

    /// <summary>Reads and discards messages until the client has closed the socket too.</summary>
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

    /// <summary>False when the client is gone.</summary>
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
                    throw new MessageTooLargeException(maxMessageBytes);
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
