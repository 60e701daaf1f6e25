using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Bench.Reuse;

/// <summary>A result as the metrics want it.</summary>
/// <param name="Panoptic">Segment ids of this frame alone.</param>
/// <param name="Classes">[height, width] indices of the model's categories.</param>
/// <param name="Segments">By id.</param>
/// <param name="KeyframeReason">Why the whole network looked at it; null: it did not.</param>
internal sealed record SegmentedFrame(LabelledImage Panoptic, ReadOnlyMemory<byte> Classes, IReadOnlyDictionary<int, Segment> Segments, KeyframeReason? KeyframeReason)
{
    /// <param name="result">With RLE masks and a semantic map.</param>
    /// <param name="name">For messages.</param>
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
