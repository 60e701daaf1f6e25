using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Drawing;

/// <summary>What is drawn of a segment.</summary>
/// <param name="Category">Its name is written; its colour is that of stuff.</param>
/// <param name="TrackId">Gives a thing its colour; null: the category's.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Box">In pixels of the frame as sent.</param>
/// <param name="Mask">A mask of any size, which covers the whole frame. Null: the box is drawn instead.</param>
public sealed record OverlaySegment(Category Category, long? TrackId, float Score, PixelBox Box, RleMask? Mask);
