using VideoSeg.Vision;

namespace VideoSeg.Streaming.Hub;

/// <summary>How a stream does.</summary>
public sealed record StreamSnapshot
{
    /// <summary>Frames that its client sent.</summary>
    public ulong FramesReceived { get; init; }

    /// <summary>Frames that were segmented.</summary>
    public ulong Results { get; init; }

    public ulong Errors { get; init; }

    public ulong Drops { get; init; }

    /// <summary>Of the results so far, 0 to 1.</summary>
    public double KeyframeShare { get; init; }

    /// <summary>Results a second, over the last ten seconds.</summary>
    public double ResultRate { get; init; }

    /// <summary>From a frame's arrival to its outcome, over the last 100 results.</summary>
    public TimeSpan MedianDelay { get; init; }

    /// <summary>As the median: what 95 of 100 stay below.</summary>
    public TimeSpan P95Delay { get; init; }

    /// <summary>Of the last frame that was segmented.</summary>
    public PixelSize Size { get; init; }
}
