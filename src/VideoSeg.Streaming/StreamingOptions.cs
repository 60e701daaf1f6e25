using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Streaming;

/// <summary>The limits of streams.</summary>
public sealed record StreamingOptions
{
    /// <summary>Streams open at once. 1 to 10,000; default 64.</summary>
    [Range(1, 10_000)]
    public int MaxStreams { get; init; } = 64;

    /// <summary>Streams of one caller open at once. 1 to 10,000; 0 (default): only <see cref="MaxStreams"/> applies.</summary>
    [Range(0, 10_000)]
    public int MaxStreamsPerCaller { get; init; }

    /// <summary>Frames a second of all streams of one caller; more are answered with an error. Up to 1,000,000; 0 (default): no limit.</summary>
    [Range(0, 1_000_000)]
    public int MaxFramesPerSecond { get; init; }

    /// <summary>Bytes of pictures a second of all streams of one caller, as <see cref="MaxFramesPerSecond"/>. 0 (default): no limit.</summary>
    [Range(0, long.MaxValue)]
    public long MaxBytesPerSecond { get; init; }

    /// <summary>Pixels a second of all streams of one caller, as <see cref="MaxFramesPerSecond"/>. 0 (default): no limit.</summary>
    [Range(0, long.MaxValue)]
    public long MaxPixelsPerSecond { get; init; }

    /// <summary>Pixels of a frame, width times height; a larger one is answered with an error. 4,096 to 268,435,456; default 33,177,600 (8K).</summary>
    [Range(4_096, 268_435_456)]
    public int MaxFramePixels { get; init; } = 33_177_600;

    /// <summary>
    /// Bytes of the pictures of all streams, sources and jobs that are decoded at the same time. A frame that finds no room waits for up to 10 s, and then has
    /// the error DECODE_MEMORY_EXHAUSTED; a job waits for as long as it takes. 0 (default): a quarter of the memory that the process may use, at most 4 GiB;
    /// else 1,048,576 to 1,099,511,627,776. A frame of 8K takes 100 MB.
    /// </summary>
    [Range(0, 1L << 40)]
    public long MaxDecodeBytes { get; init; }

    internal long MaxDecodeBytesOrDefault => MaxDecodeBytes > 0 ? MaxDecodeBytes : Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4, 4L << 30);

    /// <summary>Frames that wait in a stream's inbox before the sender waits (ALL). 1 to 64; default 2: enough to overlap, little to hold.</summary>
    [Range(1, 64)]
    public int InboxFrames { get; init; } = 2;

    /// <summary>
    /// Keyframes of one job, or of one stream with ALL, that are inferred in parallel, 1 to 64; 0 (default): one more than there are cores, so that no core
    /// waits for the next frame, and 9 at most.
    /// </summary>
    [Range(0, 64)]
    public int KeyframesAtOnce { get; init; }

    internal int KeyframesAtOnceOrDefault => KeyframesAtOnce > 0 ? KeyframesAtOnce : Math.Min(Environment.ProcessorCount + 1, 9);

    /// <summary>
    /// Bytes of the cached tensors of all streams; a stream that finds no room ends with RESOURCE_EXHAUSTED at its first frame.
    /// 1,048,576 to 1,099,511,627,776; default 1,073,741,824 (1 GiB).
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxStreamMemoryBytes { get; init; } = 1L << 30;

    /// <summary>After this time without a frame a stream's cached tensors are released, and its next frame is a keyframe. 1 s to 1 day; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MemoryIdleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A client's stream that gets no frame and whose results are not read for this long is ended. 0 s to 7 days; default 10 min; 0: never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a stream waits for a client whose connection broke. 0 s to 1 h; default 30 s; 0: it ends at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ResumeGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Results of a stream that are kept for a client that comes back, 1 to 65,536; default 512: more than the client library leaves unanswered.
    /// </summary>
    [Range(1, 65_536)]
    public int KeptResults { get; init; } = 512;

    /// <summary>Bytes that these results take, 65,536 to 1,073,741,824; default 8,388,608 (8 MiB).</summary>
    [Range(65_536, 1_073_741_824)]
    public long KeptResultBytes { get; init; } = 8 * 1024 * 1024;
}
