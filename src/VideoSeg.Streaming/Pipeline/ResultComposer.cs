using VideoSeg.Inference;
using VideoSeg.Inference.Steps;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>Turns the outputs of the network into an outcome: merges, tracks, and encodes the masks as the stream asks. The only user of the stream's tracker.</summary>
internal sealed class ResultComposer(ISegmentationModel model, StreamOptions options, Tracker tracker)
{
    private readonly PanopticMerger _merger = model.NewMerger();

    /// <summary>Composes one frame after the other, in order.</summary>
    /// <param name="step">The step, executed; borrowed.</param>
    /// <param name="size">The size of the frame as sent.</param>
    public FrameSegmented Compose(InferenceStep step, PixelSize size)
    {
        using var map = _merger.Merge(step.Prediction, size, options.MinimumScore, tracker.Expect(size));
        map.Segments = tracker.Update(map.Segments, size, step.HasFreshDetections);
        byte[]? classMap = options.ClassMap ? ClassMapPng.Encode(size, _merger.ClassMap(step.Prediction, size)) : null;

        var maskSize = options.MaxMaskSide == 0 ? size : size.Within(options.MaxMaskSide);
        if (maskSize == size)
        {
            return Compose(map, step, size, classMap);
        }

        using var shrunk = map.Shrink(maskSize);
        return Compose(shrunk, step, size, classMap);
    }

    private FrameSegmented Compose(PanopticMap masks, InferenceStep step, PixelSize size, byte[]? classMap)
    {
        var rles = options.MaskEncoding == MaskEncoding.Rle ? RleEncoder.Encode(masks) : null;
        var polygons = options.MaskEncoding == MaskEncoding.Polygons ? PolygonEncoder.Encode(masks, size) : null;
        byte[]? labelMap = options.MaskEncoding == MaskEncoding.LabelMap ? LabelMapPng.Encode(masks) : null;
        var segments = new ResultSegment[masks.Segments.Count];
        for (int i = 0; i < segments.Length; i++)
        {
            var segment = masks.Segments[i];
            segments[i] = new ResultSegment(
                segment.SegmentId, segment.TrackId, segment.Category, segment.Score, segment.Box, segment.Area, rles?[i], polygons?[i]);
        }

        return new FrameSegmented(size, step.KeyframeReason, segments, labelMap, classMap);
    }
}
