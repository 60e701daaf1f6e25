using VideoSeg.Vision;

namespace VideoSeg.Jobs.Outputs;

/// <summary>What is kept of a frame for the outputs that need all frames: everything but the masks.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Time">In seconds from the start of the video.</param>
/// <param name="Size">In pixels.</param>
/// <param name="Keyframe">Why it is one; null: it is none.</param>
/// <param name="Segments">In the order of their ids.</param>
internal sealed record LoggedFrame(long Number, double Time, PixelSize Size, string? Keyframe, IReadOnlyList<LoggedFrame.Segment> Segments)
{
    /// <param name="Id">The same through the video, as in the panoptic PNGs.</param>
    /// <param name="Track">Null for stuff.</param>
    /// <param name="Category">Its id.</param>
    /// <param name="Score">0 to 1.</param>
    /// <param name="Box">In pixels.</param>
    /// <param name="Area">In pixels.</param>
    internal sealed record Segment(int Id, long? Track, int Category, float Score, PixelBox Box, int Area);
}
