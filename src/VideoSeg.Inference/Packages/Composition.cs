namespace VideoSeg.Inference.Packages;

/// <summary>How instances become segments.</summary>
public enum Composition
{
    /// <summary>Each pixel has one label; instances and stuff compete for it.</summary>
    Panoptic,

    /// <summary>Instances keep their whole masks, which may overlap, as COCO users expect.</summary>
    Overlapping,
}
