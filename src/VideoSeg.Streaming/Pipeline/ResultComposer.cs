using VideoSeg.Inference;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Steps;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Overlapping;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>Turns the outputs of the network into an outcome: merges, tracks, and encodes the masks as the stream asks. The only user of the stream's tracker.</summary>
internal sealed class ResultComposer(ISegmentationModel model, StreamOptions options, Tracker tracker)
{
    private readonly PanopticMerger _merger = model.NewMerger();
    private readonly OverlappingMerger? _overlapping = model.Manifest.Composition == Composition.Overlapping ? new OverlappingMerger(model.Categories, model.Manifest.Panoptic) : null;

    /// <summary>Composes one frame after the other, in order.</summary>
    /// <param name="step">The step, executed; borrowed.</param>
    /// <param name="size">The size of the frame as sent.</param>
    public FrameSegmented Compose(InferenceStep step, PixelSize size) => _overlapping is null ? ComposePanoptic(step, size) : ComposeOverlapping(_overlapping, step, size);

    private FrameSegmented ComposePanoptic(InferenceStep step, PixelSize size)
    {
        using var map = _merger.Merge(step.Prediction, size, options.MinimumScore, tracker.Expect(size));
        map.Segments = tracker.Update(map.Segments, size, step.HasFreshDetections);
        byte[]? classMap = options.ClassMap ? ClassMapPng.Encode(size, _merger.ClassMap(step.Prediction, size)) : null;
        if (MaskSize(size) == size)
        {
            return Encode(map, step, size, classMap);
        }

        using var shrunk = map.Shrink(MaskSize(size));
        return Encode(shrunk, step, size, classMap);
    }

    private FrameSegmented ComposeOverlapping(OverlappingMerger merger, InferenceStep step, PixelSize size)
    {
        using var map = merger.Merge(step.Prediction, size, options.MinimumScore, tracker.Expect(size));
        map.Segments = tracker.Update(map.Segments, size, step.HasFreshDetections);
        if (MaskSize(size) == size)
        {
            return Encode(map, step, size);
        }

        using var shrunk = map.Shrink(MaskSize(size));
        return Encode(shrunk, step, size);
    }

    private PixelSize MaskSize(PixelSize frame) => options.MaxMaskSide == 0 ? frame : frame.Within(options.MaxMaskSide);

    private FrameSegmented Encode(PanopticMap masks, InferenceStep step, PixelSize size, byte[]? classMap)
    {
        var rles = options.MaskEncoding == MaskEncoding.Rle ? RleEncoder.Encode(masks) : null;
        var polygons = options.MaskEncoding == MaskEncoding.Polygons ? PolygonEncoder.Encode(masks, size) : null;
        byte[]? labelMap = options.MaskEncoding == MaskEncoding.LabelMap ? LabelMapPng.Encode(masks) : null;
        return new FrameSegmented(size, step.KeyframeReason, Segments(masks.Segments, rles, polygons), labelMap, classMap);
    }

    private FrameSegmented Encode(OverlappingMap masks, InferenceStep step, PixelSize size)
    {
        var rles = masks.HasMasks && options.MaskEncoding == MaskEncoding.Rle ? masks.EncodeRle() : null;
        var polygons = masks.HasMasks && options.MaskEncoding == MaskEncoding.Polygons ? masks.EncodePolygons(size) : null;
        return new FrameSegmented(size, step.KeyframeReason, Segments(masks.Segments, rles, polygons), options.MaskEncoding == MaskEncoding.LabelMap ? LabelMapOf(masks) : null, ClassMap: null);
    }

    private static byte[] LabelMapOf(OverlappingMap masks)
    {
        using var flat = masks.Flatten();
        return LabelMapPng.Encode(flat);
    }

    private static ResultSegment[] Segments(IReadOnlyList<PanopticSegment> segments, IReadOnlyList<RleMask>? rles, IReadOnlyList<IReadOnlyList<PolygonRing>>? polygons) =>
        [.. segments.Select((segment, i) => new ResultSegment(segment.SegmentId, segment.TrackId, segment.Category, segment.Score, segment.Box, segment.Area, rles?[i], polygons?[i]))];
}
