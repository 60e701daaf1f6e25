using System.Globalization;
using VideoSeg.Evaluation.Datasets;

namespace VideoSeg.Cli.Evaluation;

/// <summary>Scores a folder of results against one of ground truth; every image of the ground truth counts.</summary>
internal static class FolderEvaluation
{
    /// <summary>Both in the COCO panoptic form.</summary>
    /// <param name="groundTruth">Folder.</param>
    /// <param name="prediction">Folder.</param>
    /// <param name="windows">Of VPQ, in annotated frames.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static EvaluationReport Panoptic(string groundTruth, string prediction, IReadOnlyList<int> windows, CancellationToken cancellationToken) =>
        EvaluationReport.Of(FolderComparison.Panoptic(groundTruth, prediction, windows, cancellationToken));

    /// <summary>Both of class index PNGs, paired by name; the PNGs don't name the classes, so their indices do.</summary>
    /// <param name="groundTruth">Folder.</param>
    /// <param name="prediction">Folder.</param>
    /// <param name="ignored">Pixels with this ground truth don't count; null: all do.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static EvaluationReport Semantic(string groundTruth, string prediction, int? ignored, CancellationToken cancellationToken)
    {
        var pixels = FolderComparison.Semantic(groundTruth, prediction, ignored, cancellationToken);
        var seen = Enumerable.Range(0, 256).Where(label => pixels.IntersectionOverUnion(label) is not null);
        var names = seen.Select(label => (label, label.ToString(CultureInfo.InvariantCulture)));
        return new EvaluationReport(pixels.Pictures, null, SemanticQuality.Of(pixels, names));
    }
}
