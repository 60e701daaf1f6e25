using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Streaming.Sessions;

/// <summary>The limits of all streams.</summary>
public sealed record StreamingOptions
{
    /// <summary>Streams open at once. 1 to 10,000; default 64.</summary>
    [Range(1, 10_000)]
    public int MaxStreams { get; init; } = 64;

    /// <summary>Pixels of a frame, width times height; a larger one is answered with an error. 4,096 to 268,435,456; default 33,177,600 (8K).</summary>
    [Range(4_096, 268_435_456)]
    public int MaxFramePixels { get; init; } = 33_177_600;

    /// <summary>Frames that wait in a stream's inbox before the sender waits (ALL). 1 to 64; default 2: enough to overlap, little to hold.</summary>
    [Range(1, 64)]
    public int InboxFrames { get; init; } = 2;

    /// <summary>
    /// Bytes that all streams together remember of their keyframes; a stream that finds no room ends with RESOURCE_EXHAUSTED at its first frame.
    /// 1,048,576 to 1,099,511,627,776; default 1,073,741,824 (1 GiB).
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxStreamMemoryBytes { get; init; } = 1L << 30;

    /// <summary>After this time without a frame a stream's memory is given back, and its next frame is a keyframe. 1 s to 1 day; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MemoryIdleTime { get; init; } = TimeSpan.FromSeconds(30);
}
