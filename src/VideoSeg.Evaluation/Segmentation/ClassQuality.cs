using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Segmentation;

/// <summary>How well one class was segmented.</summary>
/// <param name="Category">The class.</param>
/// <param name="TruePositives">Matched segments.</param>
/// <param name="FalsePositives">Predicted segments without a match.</param>
/// <param name="FalseNegatives">Ground-truth segments without a match.</param>
/// <param name="IntersectionOverUnion">Sum over the matches.</param>
public sealed record ClassQuality(Category Category, long TruePositives, long FalsePositives, long FalseNegatives, double IntersectionOverUnion)
{
    /// <summary>False: neither ground truth nor prediction has the class, and means leave it out.</summary>
    public bool IsPresent => TruePositives + FalsePositives + FalseNegatives > 0;

    /// <summary>Panoptic quality, 0 to 1.</summary>
    public double Pq => IsPresent ? IntersectionOverUnion / Weight : 0;

    /// <summary>Segmentation quality: mean IoU of the matches, 0 to 1.</summary>
    public double Sq => TruePositives > 0 ? IntersectionOverUnion / TruePositives : 0;

    /// <summary>Recognition quality: F1 score of the matches, 0 to 1.</summary>
    public double Rq => IsPresent ? TruePositives / Weight : 0;

    private double Weight => TruePositives + 0.5 * FalsePositives + 0.5 * FalseNegatives;
}
