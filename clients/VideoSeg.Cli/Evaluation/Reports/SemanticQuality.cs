using VideoSeg.Evaluation.Segmentation;

namespace VideoSeg.Cli.Evaluation.Reports;

/// <summary>The intersection over union (IoU) over all pixels of all images, from 0 to 1.</summary>
/// <param name="Mean">The mean IoU over the classes that occur in the ground truth or in the prediction.</param>
/// <param name="PerClass">The IoU of each class, or <see langword="null"/> if the class occurs in neither.</param>
internal sealed record SemanticQuality(double Mean, IReadOnlyList<(string Name, double? IntersectionOverUnion)> PerClass)
{
    /// <param name="pixels">The confusion matrix of the labels in <paramref name="names"/>.</param>
    /// <param name="names">The labels and the names of their classes.</param>
    public static SemanticQuality Of(ConfusionMatrix pixels, IEnumerable<(int Label, string Name)> names) =>
        new(pixels.MeanIntersectionOverUnion, [.. names.Select(n => (n.Name, pixels.IntersectionOverUnion(n.Label)))]);
}
