using VideoSeg.Server.Grpc.Results;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Streams;

/// <summary>The client's end of a <see cref="StreamExchange"/>: one implementation for each transport.</summary>
internal interface IStreamClient
{
    /// <summary>The request that carries the stream: its caller, address and headers.</summary>
    HttpContext Http { get; }

    /// <summary>Is cancelled when the client ends the call or its connection breaks.</summary>
    CancellationToken Left { get; }

    /// <summary>The next message, or null after the client's half-close. Reads nothing ahead, so that a slow stream slows its client.</summary>
    /// <exception cref="Errors.Limits.MessageTooLargeException">The message exceeds the limit of the server.</exception>
    /// <exception cref="Google.Protobuf.InvalidProtocolBufferException">The message cannot be parsed.</exception>
    Task<StreamSegmentRequest?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>What the last message takes of the room for messages. The caller disposes it when the message's bytes are not held any more; null: it takes none.</summary>
    IDisposable? DetachRoom();

    /// <summary>Writes a message of StreamSegment. Completes when the transport has taken the message: a client that does not read makes the writer wait.</summary>
    Task WriteAsync(EncodedResponse response, CancellationToken cancellationToken);

    /// <summary>
    /// True: the connection broke, and the client may come back. False: the client ended the call itself. Is called once <see cref="Left"/> is
    /// cancelled and nobody reads any more.
    /// </summary>
    Task<bool> IsConnectionLostAsync();
}
