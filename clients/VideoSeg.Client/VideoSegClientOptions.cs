using System.Net.Security;
using Grpc.Net.Client;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>How a client holds its connection.</summary>
public sealed record VideoSegClientOptions
{
    /// <summary>
    /// The largest result that is taken, in bytes; default 64 MiB. gRPC's own 4 MiB are less than the label map and the
    /// semantic map of a large frame may need.
    /// </summary>
    public int MaxReceiveMessageBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A quiet connection is probed after this time while a stream is open; default 30 s.</summary>
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A probe without an answer in this time ends the connection; default 20 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For connecting; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An API key or a token (JWT), sent with each call; default null: the client says nothing of who it is. Without TLS others can read it on the way.</summary>
    public string? Credential { get; init; }

    /// <summary>Whom to trust, and the client's own certificate where the server asks for one; default null: the system's choice, and no certificate.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>
    /// How long a stream tries to come back to its server when the connection breaks, with pauses that grow from 50 ms to 5 s; default 60 s, which
    /// is time for a server to be started anew. Zero: it does not try.
    /// </summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Frames of a stream that wait for their results, and are kept to be sent again, before sending waits; 1 or more, default 256. Fewer than the
    /// results that a server keeps (512 by default), so that none is lost.
    /// </summary>
    public int MaxUnansweredFrames { get; init; } = 256;

    /// <summary>Told when a stream had to begin anew, because the server no longer knew it: what the new one is. Track ids begin anew.</summary>
    public Action<StreamStarted>? Restarted { get; init; }

    /// <summary>The clock of pauses and time-outs.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal GrpcChannel OpenChannel(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = MaxReceiveMessageBytes,
        // What may be sent is the server's to say, and is checked before it is sent.
        MaxSendMessageSize = null,
        ThrowOperationCanceledOnCancellation = true,
        DisposeHttpClient = true,
        HttpHandler = new CredentialHandler(Credential, new SocketsHttpHandler
        {
            SslOptions = Tls ?? new SslClientAuthenticationOptions(),
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = KeepAliveDelay,
            KeepAlivePingTimeout = KeepAliveTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        }),
    });
}
