namespace VideoSeg.Client;

/// <summary>
/// The outcome of one frame. Each frame that was sent has exactly one result, in the order of the frame numbers. A frame that is not
/// <see cref="Dropped"/> has either a <see cref="Segmentation"/> or an <see cref="Error"/>.
/// </summary>
public sealed record FrameResult
{
    /// <summary>The client's number of the frame.</summary>
    public required ulong FrameNumber { get; init; }

    /// <summary>The presentation time that was sent with the frame, counted from the start of the video.</summary>
    public required TimeSpan PresentationTime { get; init; }

    /// <summary>The id of the frame's stream.</summary>
    public required string StreamId { get; init; }

    /// <summary>The result's position in the server's results log. It rises over all streams, also across restarts; 0: it is not in the log.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>When the frame passed each stage of the server.</summary>
    public required FrameTimes Times { get; init; }

    /// <summary>What the frame shows; null for a frame that was dropped or failed.</summary>
    public Segmentation? Segmentation { get; init; }

    /// <summary>Why the frame failed; null for every other frame. The stream goes on.</summary>
    public FrameError? Error { get; init; }

    /// <summary>Whether the frame was skipped before any work on it, because a newer one came (delivery LATEST).</summary>
    public bool Dropped { get; init; }

    /// <summary>Events at the stream's zones and lines that this frame confirmed.</summary>
    public IReadOnlyList<VideoEvent> Events { get; init; } = [];
}
