using VideoSeg.Vision;

namespace VideoSeg.Jobs.Outputs;

/// <summary>What is kept of a frame for outputs that need all frames: everything but the masks.</summary>
/// <param name="Number">The frame's index in the video, from 0.</param>
/// <param name="Time">Seconds from the start of the video.</param>
/// <param name="Size">The frame's size in pixels.</param>
/// <param name="Keyframe">Why it is a keyframe, such as first_frame; null: its result is propagated.</param>
/// <param name="Segments">Segments in the order of their ids.</param>
public sealed record LoggedFrame(long Number, double Time, PixelSize Size, string? Keyframe, IReadOnlyList<LoggedFrame.Segment> Segments)
{
    /// <summary>A segment without its mask.</summary>
    /// <param name="Id">Constant through the video, as in the panoptic PNGs.</param>
    /// <param name="Track">The track id; null for stuff.</param>
    /// <param name="Category">The id of the category.</param>
    /// <param name="Score">0 to 1.</param>
    /// <param name="Box">In pixels.</param>
    /// <param name="Area">In pixels.</param>
    public sealed record Segment(int Id, long? Track, int Category, float Score, PixelBox Box, int Area);
}
