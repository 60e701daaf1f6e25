using System.Net.Security;
using Grpc.Net.Client;

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
