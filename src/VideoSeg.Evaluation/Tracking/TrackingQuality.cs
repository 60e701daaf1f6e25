using VideoSeg.Evaluation.Segmentation;

namespace VideoSeg.Evaluation.Tracking;

/// <summary>STQ with its parts.</summary>
/// <param name="AssociationQuality">How well tubes of pixels keep their ids, 0 to 1; 0 where the ground truth has no thing.</param>
/// <param name="PerClass">In the order of the categories, absent ones too.</param>
/// <param name="Tubes">Objects in the ground truth.</param>
public sealed record TrackingQuality(double AssociationQuality, IReadOnlyList<ClassOverlap> PerClass, int Tubes)
{
    /// <summary>Mean IoU of the classes that are present, 0 to 1; 0 where there is none.</summary>
    public double SegmentationQuality => PerClass.Average(overlap => overlap.IntersectionOverUnion) ?? 0;

    /// <summary>The geometric mean of both, 0 to 1.</summary>
    public double Stq => Math.Sqrt(AssociationQuality * SegmentationQuality);
}
