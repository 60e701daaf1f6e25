using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision;

namespace VideoSeg.Streaming.Results;

/// <summary>How a frame ended: segmented, failed or dropped.</summary>
public abstract record FrameOutcome
{
    /// <summary>What it holds in memory, nearly.</summary>
    public virtual long Bytes => 100;
}

/// <summary>The frame was segmented.</summary>
/// <param name="Size">Of the frame as sent.</param>
/// <param name="KeyframeReason">Why the whole network looked at it; null: it is not a keyframe.</param>
/// <param name="Segments">In the order of their ids.</param>
/// <param name="LabelMap">An RGB PNG in the COCO panoptic form; null unless the stream asked for label maps.</param>
/// <param name="ClassMap">An 8-bit PNG of category indices; null unless the stream asked for it.</param>
public sealed record FrameSegmented(
    PixelSize Size,
    KeyframeReason? KeyframeReason,
    IReadOnlyList<ResultSegment> Segments,
    ReadOnlyMemory<byte>? LabelMap,
    ReadOnlyMemory<byte>? ClassMap) : FrameOutcome
{
    public override long Bytes => base.Bytes + (LabelMap?.Length ?? 0) + (ClassMap?.Length ?? 0) + Segments.Sum(s => s.Bytes);
}

/// <summary>The frame has no segmentation; the stream goes on.</summary>
/// <param name="Cause">Whose fault it was.</param>
/// <param name="Reason">A stable name, such as PICTURE_BROKEN.</param>
/// <param name="Message">What was wrong and what is allowed.</param>
/// <param name="RetryAfter">When such a frame would be taken; null: trying again does not help.</param>
public sealed record FrameFailed(FrameFailureCause Cause, string Reason, string Message, TimeSpan? RetryAfter = null) : FrameOutcome;

/// <summary>A newer frame came before this one's turn.</summary>
public sealed record FrameDropped : FrameOutcome;
