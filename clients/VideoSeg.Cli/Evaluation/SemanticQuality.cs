using VideoSeg.Evaluation.Segmentation;

namespace VideoSeg.Cli.Evaluation;

/// <summary>Intersection over union, 0 to 1, over all pixels of all images.</summary>
/// <param name="Mean">Over the classes that ground truth or prediction has.</param>
/// <param name="PerClass">Null: neither has the class.</param>
internal sealed record SemanticQuality(double Mean, IReadOnlyList<(string Name, double? IntersectionOverUnion)> PerClass)
{
    /// <param name="pixels">Of classes whose labels are the keys of <paramref name="names"/>.</param>
    /// <param name="names">Each label's class.</param>
    public static SemanticQuality Of(ConfusionMatrix pixels, IEnumerable<(int Label, string Name)> names) =>
        new(pixels.MeanIntersectionOverUnion, [.. names.Select(n => (n.Name, pixels.IntersectionOverUnion(n.Label)))]);
}
