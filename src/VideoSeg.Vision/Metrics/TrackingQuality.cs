namespace VideoSeg.Vision.Metrics;

/// <summary>STQ with its parts.</summary>
/// <param name="AssociationQuality">How well tubes of pixels keep their ids, 0 to 1; 0 where the ground truth has no thing.</param>
/// <param name="SegmentationQuality">Mean IoU of the classes, 0 to 1.</param>
/// <param name="Tubes">Objects in the ground truth.</param>
public sealed record TrackingQuality(double AssociationQuality, double SegmentationQuality, int Tubes)
{
    /// <summary>The geometric mean of both, 0 to 1.</summary>
    public double Stq => Math.Sqrt(AssociationQuality * SegmentationQuality);
}
