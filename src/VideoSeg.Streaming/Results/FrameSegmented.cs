using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision;

namespace VideoSeg.Streaming.Results;

/// <summary>The frame was segmented.</summary>
/// <param name="Size">The size of the frame as sent.</param>
/// <param name="KeyframeReason">Why the whole network ran on it; null: it is not a keyframe.</param>
/// <param name="Segments">The segments, in the order of their ids.</param>
/// <param name="LabelMap">An RGB PNG in the COCO panoptic format; null unless the stream asked for label maps.</param>
/// <param name="ClassMap">An 8-bit PNG of category indices; null unless the stream asked for it.</param>
public sealed record FrameSegmented(
    PixelSize Size,
    KeyframeReason? KeyframeReason,
    IReadOnlyList<ResultSegment> Segments,
    ReadOnlyMemory<byte>? LabelMap,
    ReadOnlyMemory<byte>? ClassMap) : FrameOutcome;
