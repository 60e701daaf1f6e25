namespace VideoSeg.Client;

/// <summary>A box in pixels of the frame as it was sent.</summary>
/// <param name="X">The left edge, from the frame's left edge.</param>
/// <param name="Y">The top edge, from the frame's top edge.</param>
/// <param name="Width">The width, 1 or more.</param>
/// <param name="Height">The height, 1 or more.</param>
public readonly record struct SegmentBox(int X, int Y, int Width, int Height);
