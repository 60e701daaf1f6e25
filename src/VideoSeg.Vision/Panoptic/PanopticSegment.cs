namespace VideoSeg.Vision.Panoptic;

/// <summary>One region of a <see cref="PanopticMap"/>.</summary>
/// <param name="SegmentId">The value of its pixels in the map, from 1.</param>
/// <param name="Category">What it is.</param>
/// <param name="Score">How sure the network is, 0 to 1: a thing's detection score; for stuff the mean probability of its class over its cells.</param>
/// <param name="Box">The smallest box around its pixels, in pixels of the frame.</param>
/// <param name="Area">Its pixels.</param>
/// <param name="Embedding">What the tracker knows it by, of length 1; empty where the model has none.</param>
public sealed record PanopticSegment(int SegmentId, Category Category, float Score, PixelBox Box, int Area, ReadOnlyMemory<float> Embedding)
{
    /// <summary>Unique in the stream; null for stuff, and before tracking.</summary>
    public long? TrackId { get; init; }
}
