namespace VideoSeg.Vision.Maps;

/// <summary>The class of each pixel of a frame.</summary>
/// <param name="Size">In pixels.</param>
/// <param name="Classes">[height, width] class indices.</param>
public sealed record ClassMap(PixelSize Size, ReadOnlyMemory<byte> Classes);
