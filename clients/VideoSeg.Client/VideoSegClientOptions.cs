using System.Net.Security;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>Options of a client's connection.</summary>
public sealed record VideoSegClientOptions
{
    /// <summary>
    /// The largest result that is accepted, in bytes; default 64 MiB. gRPC's own default of 4 MiB is less than the label map and the class map
    /// of a large frame may need.
    /// </summary>
    public int MaxReceiveMessageBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The idle time after which the connection is probed while a call is open; default 30 s.</summary>
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time after which a probe without a response ends the connection; default 20 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The time limit for connecting; default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An API key or a token (JWT) that is sent with each call; default null: none. Without TLS it can be read on the network.</summary>
    public string? Credential { get; init; }

    /// <summary>The trusted CAs, and the client certificate; default null: the system's CAs, and no certificate.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>
    /// How long a stream or subscription tries to reconnect after its connection broke, with pauses that grow from 50 ms to 5 s; default 60 s,
    /// which is enough for a server to restart. Zero: it does not try.
    /// </summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The most frames of a stream that wait for their results, and are kept to be sent again; 1 or more, default 256. Sending waits when it is
    /// reached. Keep it below the results that a server keeps (512 by default), so that none is lost.
    /// </summary>
    public int MaxUnansweredFrames { get; init; } = 256;

    /// <summary>Called when a stream was started again because the server no longer knew it, with the new stream. Track ids start again.</summary>
    public Action<StreamStarted>? Restarted { get; init; }

    /// <summary>The clock for pauses and timeouts.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
