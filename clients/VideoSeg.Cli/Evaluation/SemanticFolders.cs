using System.Globalization;
using VideoSeg.Vision.Metrics;

namespace VideoSeg.Cli.Evaluation;

/// <summary>Scores a folder of class index PNGs against another; classes are named by their index.</summary>
internal static class SemanticFolders
{
    /// <param name="groundTruth">Each of its images is scored.</param>
    /// <param name="prediction">Must have them all.</param>
    /// <param name="ignored">Pixels of this ground truth don't count; null: all do.</param>
    public static EvaluationReport Score(string groundTruth, string prediction, int? ignored)
    {
        var truths = new LabelFolder(groundTruth);
        var predictions = new LabelFolder(prediction);
        var pixels = new ConfusionMatrix(ignore: ignored);
        foreach (var name in truths.Names)
        {
            var truth = truths.Read(name);
            var predicted = predictions.Read(name);
            if (truth.Size != predicted.Size)
            {
                throw new CommandFailedException($"{name}: the ground truth is {truth.Size}, the prediction {predicted.Size}.");
            }

            pixels.Add(truth.Classes.Span, predicted.Classes.Span);
        }

        var seen = Enumerable.Range(0, 256).Where(label => pixels.IntersectionOverUnion(label) is not null);
        return new EvaluationReport(
            truths.Names.Count, null, SemanticQuality.Of(pixels, seen.Select(label => (label, label.ToString(CultureInfo.InvariantCulture)))));
    }
}
