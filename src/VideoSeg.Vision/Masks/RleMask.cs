namespace VideoSeg.Vision.Masks;

/// <summary>A binary mask as COCO's compressed run lengths: column by column, exactly as pycocotools writes and reads them.</summary>
/// <param name="Size">Of the mask, in pixels.</param>
/// <param name="Counts">The compressed string.</param>
public sealed record RleMask(PixelSize Size, string Counts);
