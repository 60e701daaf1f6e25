using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision;
using VideoSeg.Vision.Maps;

namespace VideoSeg.Bench.Reuse;

/// <summary>A result in the form that the metrics need.</summary>
/// <param name="Panoptic">The segments of this frame; ids are not kept across frames.</param>
/// <param name="Classes">The class map: [height, width] indices into the model's categories.</param>
/// <param name="Segments">The segments by id.</param>
/// <param name="KeyframeReason">Why the frame is a keyframe, or <see langword="null"/> if it is not one.</param>
internal sealed record SegmentedFrame(LabelledImage Panoptic, ReadOnlyMemory<byte> Classes, IReadOnlyDictionary<int, Segment> Segments, KeyframeReason? KeyframeReason)
{
    /// <param name="result">A result with RLE masks and a class map.</param>
    /// <param name="name">The name of the frame.</param>
    public static SegmentedFrame Of(Segmentation result, string name)
    {
        var size = new PixelSize(result.Width, result.Height);
        int[] ids = new int[size.Pixels];
        foreach (var segment in result.Segments)
        {
            new VideoSeg.Vision.Masks.RleMask(size, segment.Rle!.Counts).Paint(ids.AsSpan(), (int)segment.SegmentId);
        }

        LabelledSegment[] segments = [.. result.Segments.Select(s => new LabelledSegment((int)s.SegmentId, (int)s.CategoryId))];
        return new SegmentedFrame(
            new LabelledImage(name, size, ids, segments),
            ClassMapPng.Decode(result.ClassMap.Span).Classes,
            result.Segments.ToDictionary(s => (int)s.SegmentId),
            result.KeyframeReason);
    }
}
