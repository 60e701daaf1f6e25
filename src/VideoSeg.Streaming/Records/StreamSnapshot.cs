using VideoSeg.Vision;

namespace VideoSeg.Streaming.Records;

/// <summary>What became of a stream's frames until one moment.</summary>
public sealed record StreamSnapshot
{
    /// <summary>Frames that the client sent.</summary>
    public ulong FramesReceived { get; init; }

    /// <summary>Frames that were segmented.</summary>
    public ulong Results { get; init; }

    /// <summary>Frames that failed.</summary>
    public ulong Errors { get; init; }

    /// <summary>Frames that were dropped because a newer one had come.</summary>
    public ulong Drops { get; init; }

    /// <summary>The share of keyframes among the results so far, 0 to 1.</summary>
    public double KeyframeShare { get; init; }

    /// <summary>Results a second, over the last ten seconds.</summary>
    public double ResultRate { get; init; }

    /// <summary>The median time from a frame's arrival to its outcome, over the last 100 results.</summary>
    public TimeSpan MedianDelay { get; init; }

    /// <summary>The 95th percentile of the same times.</summary>
    public TimeSpan P95Delay { get; init; }

    /// <summary>The size of the last frame that was segmented.</summary>
    public PixelSize Size { get; init; }
}
