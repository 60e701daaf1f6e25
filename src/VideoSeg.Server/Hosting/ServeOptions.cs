using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Server.Hosting;

/// <summary>Where the server listens, and what it takes.</summary>
public sealed record ServeOptions
{
    /// <summary>
    /// For gRPC; several are joined by ";". http: HTTP/2 without TLS, alone on its port. https: HTTP/2 and HTTP/1.1 on one port, with the
    /// certificate of Kestrel:Certificates:Default. Port 0: one that is free. Default: http://127.0.0.1:5080.
    /// </summary>
    [Required]
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>For HTTP/1.1: probes and browsers. Empty: none. Default: http://127.0.0.1:5081.</summary>
    [Required(AllowEmptyStrings = true)]
    public string HttpUrls { get; init; } = "http://127.0.0.1:5081";

    /// <summary>
    /// Whether addresses that other machines reach are allowed without TLS, or without callers who say who they are (<c>Access</c>). Default: no.
    /// For a proxy that ends TLS in front of the server, or a network that is trusted.
    /// </summary>
    public bool InsecureRemote { get; init; }

    /// <summary>
    /// The largest message of a client in bytes, 65,536 to 1,073,741,824. gRPC's own 4 MiB are less than a raw frame of 1280x1100;
    /// default 33,554,432 (32 MiB): a raw frame of 3840x2160 in BGR has 24.9 million.
    /// </summary>
    [Range(65_536, 1_073_741_824)]
    public int MaxMessageBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// Connections open at once on each port; one too many is closed without a word. 1 to 100,000; default 2,000: a client needs one for all of its streams.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>
    /// What a client may send of one stream before the server has taken it, in bytes, 65,536 to 67,108,864; default 786,432 (768 KiB): some JPEGs, so
    /// that a frame is there when its turn comes, and little enough that ALL slows a client before its frames are old. The window of a connection is as
    /// large as those of all streams that the server takes: however many of them stand still, other calls on the connection go on.
    /// </summary>
    [Range(65_536, 67_108_864)]
    public int StreamWindowBytes { get; init; } = 768 * 1024;

    /// <summary>
    /// Calls open at once on one connection, 100 to 100,000; default 1,000. Past it clients let a call wait without a word, or open another connection
    /// (the C# library does), so it is never less than Streaming:MaxStreams + 100: a stream too many is then refused in words.
    /// </summary>
    [Range(100, 100_000)]
    public int MaxCallsPerConnection { get; init; } = 1_000;

    /// <summary>A connection that is silent for so long is pinged, 1 s to 1 h; default 30 s. Without pings the streams of a client whose network is gone would stay open for ever.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A ping that is not answered for so long ends the connection, 1 s to 1 h; default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The folder of what survives a restart: sequence numbers, positions of named subscriptions. It is made where it is not there. Default: empty,
    /// nothing survives.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Data { get; init; } = "";

    /// <summary>How long a stop waits for the frames that were received, 0 s to 1 h; default 20 s: with the 5 s in which calls are then broken off, less than the 30 s after which Kubernetes kills.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
