using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Server.Listening;

/// <summary>Addresses, and limits of connections and messages.</summary>
public sealed record ServeOptions
{
    /// <summary>The bytes of a chunk's message that are not its data.</summary>
    private const int ChunkOverheadBytes = 1024;

    /// <summary>
    /// URLs for gRPC, joined by ";". http: HTTP/2 without TLS, on a port of its own. https: HTTP/2 and HTTP/1.1 on one port, with the
    /// certificate of Kestrel:Certificates:Default. Port 0: any free port. Default: http://127.0.0.1:5080.
    /// </summary>
    [Required]
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>URLs for HTTP/1.1 (probes and browsers), joined by ";". Empty: none. Default: http://127.0.0.1:5081.</summary>
    [Required(AllowEmptyStrings = true)]
    public string HttpUrls { get; init; } = "http://127.0.0.1:5081";

    /// <summary>
    /// URLs for probes, joined by ";": they answer /healthz/live and /healthz/ready alone, to everybody, and clients of other ports cannot take their
    /// connections. http; reachable by the orchestrator alone, if possible. Empty (default): none; probes use the other ports.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string ProbeUrls { get; init; } = "";

    /// <summary>
    /// Whether addresses that other machines can reach are allowed without TLS, or without authentication (<c>Access</c>). For a server behind a
    /// proxy that terminates TLS, or in a trusted network. Default: false.
    /// </summary>
    public bool InsecureRemote { get; init; }

    /// <summary>
    /// The largest message of a client in bytes, 65,536 to 1,073,741,824. Default: 33,554,432 (32 MiB), enough for a raw BGR frame of
    /// 3840x2160 (24.9 million bytes); gRPC's own default of 4 MiB is not.
    /// </summary>
    [Range(65_536, 1_073_741_824)]
    public int MaxMessageBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// The largest first message of a stream, and the largest request that carries neither a picture nor a chunk of a file, in bytes, 4,096 to 16,777,216.
    /// Default: 65,536 (64 KiB).
    /// </summary>
    [Range(4_096, 16_777_216)]
    public int MaxRequestBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// How long the first message of a call may take to arrive, 1 s to 10 min; then the call is ended with DEADLINE_EXCEEDED. A message that has begun has
    /// as long, and more if it is large: 1 s for each 4 KiB over 64 KiB. Default: 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan FirstMessageTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Bytes of messages of all clients that the server holds before their pictures are decoded and their requests are answered; whoever finds no room waits.
    /// 65,536 to 1,099,511,627,776; 0 (default): four times the value for a caller.
    /// </summary>
    [Range(0, 1L << 40)]
    public long MaxBytesInFlight { get; init; }

    /// <summary>
    /// As MaxBytesInFlight, of one caller, or of one address where callers are anonymous. At least MaxMessageBytes. 0 (default): 50,331,648 (48 MiB), or
    /// MaxMessageBytes if that is more.
    /// </summary>
    [Range(0, 1L << 40)]
    public long MaxBytesInFlightPerCaller { get; init; }

    /// <summary>
    /// Connections open at once on all ports, 1 to 100,000. Excess connections are closed. Default: 2,000; a client needs one for all of its streams. The
    /// process must be allowed as many open files and 512 more (RLIMIT_NOFILE).
    /// </summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>
    /// Connections of one address open at once, 1 to 100,000; of IPv6, of one /64 network. Behind a proxy all clients have its address.
    /// 0 (default): a quarter of MaxConnections.
    /// </summary>
    [Range(0, 100_000)]
    public int MaxConnectionsPerAddress { get; init; }

    /// <summary>Calls of grpc.health.v1.Health/Watch open at once, which need no authentication, 1 to 100,000; of one address an eighth. Default: 256.</summary>
    [Range(1, 100_000)]
    public int MaxHealthWatches { get; init; } = 256;

    /// <summary>
    /// The HTTP/2 flow-control window of a call in bytes, 65,536 to 67,108,864: what a client may send before the server has read it. Default: 786,432
    /// (768 KiB), some JPEGs: enough that the next frame is there in time, and little enough that ALL slows a client before its frames are old. The window
    /// of a connection is the sum over Streaming:MaxStreams streams, so that blocked streams never block other calls on the connection.
    /// </summary>
    [Range(65_536, 67_108_864)]
    public int StreamWindowBytes { get; init; } = 768 * 1024;

    /// <summary>
    /// Calls open at once on one connection, 100 to 100,000. Default: 1,000. Beyond it clients queue a call silently, or open another connection (the C#
    /// library does), so the value used is at least Streaming:MaxStreams + 100: an extra stream gets a descriptive error instead.
    /// </summary>
    [Range(100, 100_000)]
    public int MaxCallsPerConnection { get; init; } = 1_000;

    /// <summary>A connection that is silent for this long is pinged, 1 s to 1 h. Without pings, streams of a client whose network is gone would stay open for ever. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection whose ping is not answered within this time is closed, 1 s to 1 h. Default: 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The folder for state that survives a restart: sequence numbers and positions of named subscriptions. It is created if missing; one server process at
    /// a time uses it. Default: empty, nothing survives.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Data { get; init; } = "";

    /// <summary>
    /// A folder of settings, one file each, named as in the environment (Access__Callers__gate__KeyHashes__0), such as a mounted secret. They override all others.
    /// Changes to callers are taken over within seconds, and at once on SIGHUP. Default: empty, none.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Settings { get; init; } = "";

    /// <summary>How long a stop waits for the frames that were received, 0 s to 1 h. Default: 20 s; with the 5 s after it in which open calls are aborted, less than the 30 s after which Kubernetes kills.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Files that the process has open beside its connections: models, databases, videos, pipes to FFmpeg.</summary>
    internal const int OtherFiles = 512;

    internal int ConnectionsPerAddress => MaxConnectionsPerAddress > 0 ? MaxConnectionsPerAddress : (MaxConnections + 3) / 4;

    internal int HealthWatchesPerAddress => (MaxHealthWatches + 7) / 8;

    /// <summary>The largest chunk of an upload, in bytes; larger ones are no faster and cost memory.</summary>
    internal int MaxChunkBytes => Math.Min(4 * 1024 * 1024, MaxMessageBytes - ChunkOverheadBytes);

    /// <summary>The largest message that carries a chunk of an upload, in bytes.</summary>
    internal int MaxChunkMessageBytes => MaxChunkBytes + ChunkOverheadBytes;

    internal long BytesInFlightPerCaller => MaxBytesInFlightPerCaller > 0 ? MaxBytesInFlightPerCaller : Math.Max(48 << 20, MaxMessageBytes);

    internal long BytesInFlight => MaxBytesInFlight > 0 ? MaxBytesInFlight : 4 * BytesInFlightPerCaller;
}
