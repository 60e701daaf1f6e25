using VideoSeg.Vision;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Streaming.Results;

/// <summary>One region of a segmented frame. Boxes, areas and polygons are in pixels of the frame as sent.</summary>
/// <param name="SegmentId">Unique in the frame, from 1.</param>
/// <param name="TrackId">Unique in the stream; null for stuff.</param>
/// <param name="Category">What it is.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Box">Around its pixels.</param>
/// <param name="Area">Its pixels.</param>
/// <param name="Rle">Its mask, where the stream asked for run lengths; its size may be less than the frame's.</param>
/// <param name="Polygons">Its outlines, where the stream asked for polygons.</param>
public sealed record ResultSegment(
    int SegmentId,
    long? TrackId,
    Category Category,
    float Score,
    PixelBox Box,
    int Area,
    RleMask? Rle,
    IReadOnlyList<PolygonRing>? Polygons)
{
    /// <summary>What it holds in memory, nearly: a character of run lengths is two bytes, a point of an outline eight.</summary>
    public long Bytes => 150 + (2L * (Rle?.Counts.Length ?? 0)) + (Polygons?.Sum(p => 50 + (4L * p.Points.Count)) ?? 0);
}
