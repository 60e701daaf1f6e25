namespace VideoSeg.Vision.Maps;

/// <summary>Segment ids of a frame, as COCO's panoptic PNGs carry them.</summary>
/// <param name="Size">In pixels.</param>
/// <param name="Ids">[height, width], 0 to 2^24 - 1; 0 is void.</param>
public sealed record LabelMap(PixelSize Size, ReadOnlyMemory<int> Ids);
