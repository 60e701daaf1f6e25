using VideoSeg.Vision;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Streaming.Results;

/// <summary>One segment of a frame. Boxes, areas and polygons are in pixels of the frame as sent.</summary>
/// <param name="SegmentId">The segment's id, unique in the frame, from 1.</param>
/// <param name="TrackId">The object's id, unique in the stream; null for stuff.</param>
/// <param name="Category">The segment's category.</param>
/// <param name="Score">The confidence, 0 to 1.</param>
/// <param name="Box">The bounding box of its pixels.</param>
/// <param name="Area">The number of its pixels.</param>
/// <param name="Rle">The mask, where the stream asked for run lengths; it may be smaller than the frame.</param>
/// <param name="Polygons">The outlines, where the stream asked for polygons.</param>
public sealed record ResultSegment(
    int SegmentId,
    long? TrackId,
    Category Category,
    float Score,
    PixelBox Box,
    int Area,
    RleMask? Rle,
    IReadOnlyList<PolygonRing>? Polygons);
