using System.Globalization;
using VideoSeg.Vision.Metrics;

namespace VideoSeg.Cli.Evaluation;

/// <summary>Scores a folder of results against one of ground truth; every image of the ground truth counts.</summary>
internal static class FolderEvaluation
{
    /// <summary>Both in the COCO panoptic form.</summary>
    public static EvaluationReport Panoptic(string groundTruth, string prediction, CancellationToken cancellationToken)
    {
        var quality = FolderComparison.Panoptic(groundTruth, prediction, cancellationToken);
        return new EvaluationReport(PanopticFolder.Open(groundTruth).Entries.Count, quality, null);
    }

    /// <summary>Both of class index PNGs, paired by name; the PNGs don't name the classes, so their indices do.</summary>
    /// <param name="groundTruth">Folder.</param>
    /// <param name="prediction">Folder.</param>
    /// <param name="ignored">Pixels with this ground truth don't count; null: all do.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static EvaluationReport Semantic(string groundTruth, string prediction, int? ignored, CancellationToken cancellationToken)
    {
        var pixels = FolderComparison.Semantic(groundTruth, prediction, ignore: ignored, cancellation: cancellationToken);
        var seen = Enumerable.Range(0, 256).Where(label => pixels.IntersectionOverUnion(label) is not null);
        var names = seen.Select(label => (label, label.ToString(CultureInfo.InvariantCulture)));
        return new EvaluationReport(Directory.GetFiles(groundTruth, "*.png").Length, null, SemanticQuality.Of(pixels, names));
    }
}
