using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Segmentation;

/// <summary>How well the pixels of one class were found, where the ground truth is not void.</summary>
/// <param name="Category">The class.</param>
/// <param name="Intersection">Pixels that have it in the ground truth and in the prediction.</param>
/// <param name="Union">Pixels that have it in either.</param>
public sealed record ClassOverlap(Category Category, long Intersection, long Union)
{
    /// <summary>0 to 1; null where neither has the class.</summary>
    public double? IntersectionOverUnion => Union == 0 ? null : (double)Intersection / Union;
}
