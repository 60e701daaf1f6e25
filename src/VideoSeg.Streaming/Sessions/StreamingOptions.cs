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
}
