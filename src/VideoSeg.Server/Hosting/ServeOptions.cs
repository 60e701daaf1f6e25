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
    /// Connections open at once; one too many is closed without a word. 1 to 100,000; default 2,000: a client needs one for all of its streams.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>How long a stop waits for the frames that were received, 0 s to 1 h; default 20 s: with the 5 s in which calls are then broken off, less than the 30 s after which Kubernetes kills.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
