namespace VideoSeg.Evaluation.Instances;

/// <summary>COCO's average precision, by category id. A category without an annotated instance is left out, as COCOeval does.</summary>
/// <param name="Images">The number of images.</param>
/// <param name="Boxes">The precision of boxes.</param>
/// <param name="Masks">The precision of masks.</param>
public sealed record AveragePrecisionReport(
    int Images, IReadOnlyDictionary<int, CategoryPrecision> Boxes, IReadOnlyDictionary<int, CategoryPrecision> Masks)
{
    /// <summary>The mean of a figure over the categories; null: the ground truth has no instance.</summary>
    public static double? MeanOf(IReadOnlyDictionary<int, CategoryPrecision> precisions, Func<CategoryPrecision, double> figure) =>
        precisions.Count == 0 ? null : precisions.Values.Average(figure);
}
