using VideoSeg.Vision;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>A frame's number is not higher than that of the frame before.</summary>
/// <param name="frameNumber">The frame's number.</param>
/// <param name="lastFrameNumber">The number of the frame before; null: it is the first frame.</param>
public sealed class FrameNumberNotRisingException(ulong frameNumber, ulong? lastFrameNumber) : VideoSegException(
    $"frame number {frameNumber} came after {lastFrameNumber?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}; numbers must rise within a stream, from 0 to {long.MaxValue}", null)
{
    /// <summary>The frame's number.</summary>
    public ulong FrameNumber { get; } = frameNumber;

    /// <summary>The number of the frame before; null: it is the first frame.</summary>
    public ulong? LastFrameNumber { get; } = lastFrameNumber;
}
