namespace VideoSeg.Vision.Masks;

/// <summary>How a result's masks are written.</summary>
public enum MaskEncoding
{
    /// <summary>COCO run lengths for each segment.</summary>
    Rle,

    /// <summary>One RGB PNG a frame in the COCO panoptic form.</summary>
    LabelMap,

    /// <summary>Outlines for each segment.</summary>
    Polygons,

    /// <summary>Boxes and areas only.</summary>
    None,
}
