using VideoSeg.Evaluation.Instances;

namespace VideoSeg.Cli.Evaluation.Reports;

/// <summary>COCO's average precision, with the names of the categories.</summary>
/// <param name="Precision">The figures by category id.</param>
/// <param name="Names">The names by category id.</param>
internal sealed record InstanceQuality(AveragePrecisionReport Precision, IReadOnlyDictionary<int, string> Names)
{
    /// <summary>The figures of each category that the ground truth has an instance of, by name.</summary>
    public IEnumerable<(string Name, CategoryPrecision Box, CategoryPrecision Mask)> PerCategory =>
        Precision.Masks.Keys.Order().Select(id => (Names[id], Precision.Boxes[id], Precision.Masks[id]));
}
