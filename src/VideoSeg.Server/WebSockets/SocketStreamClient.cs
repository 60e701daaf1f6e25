using System.Buffers;
using System.Net.WebSockets;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.Server.Grpc.Streams;
using VideoSeg.V1;

namespace VideoSeg.Server.WebSockets;

/// <summary>
/// A client that streams over a WebSocket, one binary message for each message of StreamSegment. An empty message is the half-close, which WebSockets
/// lack: no more frames will come, and the results go on.
/// </summary>
internal sealed class SocketStreamClient : IStreamClient, IDisposable
{
    private readonly WebSocket _socket;
    private readonly SocketReader _reader;
    private readonly CancellationTokenSource _left;
    private readonly ArrayBufferWriter<byte> _response = new(64 * 1024);
    private bool _halfClosed;

    /// <summary>A call that is broken off has lost its connection, unless the client closed the socket.</summary>
    private volatile bool _connectionLost = true;

    /// <param name="socket">Its creator's, as the others.</param>
    /// <param name="reader">Reads the socket.</param>
    /// <param name="http">The request that opened it.</param>
    public SocketStreamClient(WebSocket socket, SocketReader reader, HttpContext http)
    {
        (_socket, _reader, Http) = (socket, reader, http);
        _left = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        _reader.ClientLeft = Leave;
    }

    public HttpContext Http { get; }

    public CancellationToken Left => _left.Token;

    public async Task<StreamSegmentRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_halfClosed)
        {
            return null;
        }

        var message = await _reader.ReadAsync(cancellationToken);
        _halfClosed = message.IsEmpty;

        // A frame keeps the bytes of its message, so they are copied out of the reader's buffer.
        return _halfClosed ? null : StreamSegmentRequest.Parser.ParseFrom(message.Span);
    }

    public async Task WriteAsync(EncodedResponse response, CancellationToken cancellationToken)
    {
        _response.ResetWrittenCount();
        response.WriteTo(_response);
        await _socket.SendAsync(_response.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
    }

    public IDisposable? DetachRoom() => _reader.DetachRoom();

    public Task<bool> IsConnectionLostAsync() => Task.FromResult(_connectionLost);

    public void Dispose() => _left.Dispose();

    private void Leave(bool connectionLost)
    {
        _connectionLost = connectionLost;
        _left.Cancel();
    }
}
