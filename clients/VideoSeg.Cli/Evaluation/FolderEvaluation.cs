using System.Globalization;
using VideoSeg.Cli.Evaluation.Reports;
using VideoSeg.Evaluation.Datasets;

namespace VideoSeg.Cli.Evaluation;

/// <summary>Compares a folder of results with a folder of ground truth. Every image of the ground truth is evaluated.</summary>
internal static class FolderEvaluation
{
    /// <summary>Compares two folders in COCO panoptic format.</summary>
    /// <param name="groundTruth">The folder of the ground truth.</param>
    /// <param name="prediction">The folder of the results.</param>
    /// <param name="windows">The VPQ window sizes, in annotated frames.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static EvaluationReport Panoptic(string groundTruth, string prediction, IReadOnlyList<int> windows, CancellationToken cancellationToken) =>
        EvaluationReport.Of(FolderComparison.Panoptic(groundTruth, prediction, windows, cancellationToken));

    /// <summary>Compares two folders of class index PNGs, paired by name. The PNGs contain no class names, so the report names each class by its index.</summary>
    /// <param name="groundTruth">The folder of the ground truth.</param>
    /// <param name="prediction">The folder of the results.</param>
    /// <param name="ignored">The ground-truth label to ignore, or <see langword="null"/> to count all pixels.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static EvaluationReport Semantic(string groundTruth, string prediction, int? ignored, CancellationToken cancellationToken)
    {
        var pixels = FolderComparison.Semantic(groundTruth, prediction, ignored, cancellationToken);
        var seen = Enumerable.Range(0, 256).Where(label => pixels.IntersectionOverUnion(label) is not null);
        var names = seen.Select(label => (label, label.ToString(CultureInfo.InvariantCulture)));
        return new EvaluationReport(pixels.Pictures, null, SemanticQuality.Of(pixels, names));
    }
}
