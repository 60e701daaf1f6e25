using System.Buffers;
using System.Net.WebSockets;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Errors.Limits;
using VideoSeg.Server.Metering;

namespace VideoSeg.Server.WebSockets;

/// <summary>
/// Reads whole binary messages from a socket, nothing ahead, so that a stream that waits slows its client through TCP. The size of a message is not known
/// before its end, so it takes its room step by step.
/// </summary>
/// <param name="socket">Stays its creator's.</param>
/// <param name="limits">What the client may send.</param>
/// <param name="room">The room for messages.</param>
/// <param name="owner">Whose share of the room the messages take.</param>
/// <param name="time">The clock.</param>
internal sealed class SocketReader(WebSocket socket, MessageLimits limits, BytesInFlight room, string owner, TimeProvider time) : IDisposable
{
    /// <summary>Each socket has a buffer of this size; a message that is larger takes room.</summary>
    private const int BufferBytes = 64 * 1024;

    private const int PartBytes = 16 * 1024;

    private readonly CancellationTokenSource _abandoned = new();
    private ArrayBufferWriter<byte> _message = new(BufferBytes);
    private RoomOfMessage? _taken;
    private Task<bool>? _receiving;
    private bool _isFirst = true;

    /// <summary>Is called when the client closes the socket (false) or its connection breaks (true).</summary>
    public Action<bool> ClientLeft { get; set; } = _ => { };

    /// <summary>
    /// The next message, valid until the next read. Cancelling ends the wait alone: a socket whose receive is cancelled is broken and could not be closed
    /// with a reason.
    /// </summary>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    /// <exception cref="MessageTooLargeException">The message exceeds its limit.</exception>
    /// <exception cref="MessageLateException">The first message did not come in time.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        _receiving ??= ReceiveAsync();
        bool received = await InTimeAsync(_receiving, cancellationToken);
        _receiving = null;
        _isFirst = false;

        // A client that is gone has not half-closed: the stream may wait for it.
        return received ? _message.WrittenMemory : throw new OperationCanceledException("the client is gone");
    }

    /// <summary>Hands over the room that the last message takes; null: it takes none.</summary>
    public IDisposable? DetachRoom() => Interlocked.Exchange(ref _taken, null);

    /// <summary>Reads and discards messages until the client has closed the socket too.</summary>
    public async Task DrainAsync(CancellationToken deadline)
    {
        await using var registration = deadline.Register(() =>
        {
            socket.Abort();
            _abandoned.Cancel();
        });
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            Task receiving = _receiving ?? ReceiveAsync();
            await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _receiving = null;
        }
    }

    public void Dispose()
    {
        DetachRoom()?.Dispose();
        _abandoned.Dispose();
    }

    private async Task<bool> InTimeAsync(Task<bool> receiving, CancellationToken cancellationToken)
    {
        try
        {
            return await receiving.WaitAsync(_isFirst ? limits.Patience : Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new MessageLateException(limits.Patience);
        }
    }

    /// <summary>False when the client is gone.</summary>
    private async Task<bool> ReceiveAsync()
    {
        DetachRoom()?.Dispose();
        if (_message.Capacity > BufferBytes)
        {
            _message = new ArrayBufferWriter<byte>(BufferBytes);
        }

        _message.ResetWrittenCount();

        // A message that has begun and does not go on ends the connection.
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var abort = late.Token.Register(socket.Abort);
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(_message.GetMemory(PartBytes), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    ClientLeft(false);
                    return false;
                }

                if (part.MessageType == WebSocketMessageType.Text)
                {
                    throw new InvalidRequestException("message", "a text message; messages here are binary", "MESSAGE_OUT_OF_PLACE");
                }

                _message.Advance(part.Count);
                int most = _isFirst ? limits.First : limits.Later;
                if (_message.WrittenCount > most)
                {
                    throw new MessageTooLargeException(most);
                }

                if (part.EndOfMessage)
                {
                    return true;
                }

                await MakeRoomAsync(late);
            }
        }
        catch (Exception e) when (e is WebSocketException || _abandoned.IsCancellationRequested)
        {
            ClientLeft(true);
            return false;
        }
    }

    /// <summary>The buffer doubles when it is full; the bytes that it gains are taken before.</summary>
    private async ValueTask MakeRoomAsync(CancellationTokenSource late)
    {
        if (_message.FreeCapacity >= PartBytes)
        {
            return;
        }

        late.CancelAfter(Timeout.InfiniteTimeSpan);
        int more = Math.Min(_message.Capacity, limits.Later);
        _taken ??= new RoomOfMessage();
        _taken.Add(await room.TakeAsync(owner, more, _abandoned.Token));
        late.CancelAfter(limits.PatienceFor(_message.Capacity + more));
    }
}
