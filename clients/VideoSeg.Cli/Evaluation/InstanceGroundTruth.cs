using VideoSeg.Cli.Evaluation.Reports;
using VideoSeg.Evaluation.Instances;
using VideoSeg.V1;

namespace VideoSeg.Cli.Evaluation;

/// <summary>
/// Instance ground truth: a file in COCO instances format, evaluated by average precision. Categories are paired by name. Detections of
/// categories that the ground truth does not have are ignored.
/// </summary>
internal sealed class InstanceGroundTruth : IGroundTruth
{
    /// <summary>The minimum score of the requested detections. Average precision ranks detections by score, so low scores count too; below this value hardly any detection is correct.</summary>
    private const float MinimumScore = 0.05f;

    private readonly CocoInstances _truth;
    private readonly Dictionary<uint, int> _categories = [];
    private readonly AveragePrecision _precision = new();

    /// <param name="truth">The ground truth.</param>
    /// <param name="model">The model to evaluate.</param>
    /// <exception cref="CommandFailedException">The model and the ground truth have no category in common.</exception>
    public InstanceGroundTruth(CocoInstances truth, Model model)
    {
        _truth = truth;
        foreach (var category in model.Categories.Where(c => c.IsThing))
        {
            if (truth.Categories.FirstOrDefault(c => string.Equals(c.Value, category.Name, StringComparison.OrdinalIgnoreCase)) is { Value: not null } known)
            {
                _categories[category.CategoryId] = known.Key;
            }
        }

        if (_categories.Count == 0)
        {
            throw new CommandFailedException(
                $"Model '{model.Name}' and the ground truth have no category in common. Model: {string.Join(", ", model.Categories.Where(c => c.IsThing).Select(c => c.Name))}. Ground truth: {string.Join(", ", truth.Categories.Values)}.");
        }
    }

    public bool IsVideo => false;

    public void Configure(StreamConfig config) => (config.MaskEncoding, config.MinimumScore) = (MaskEncoding.Rle, MinimumScore);

    public bool Has(string name) => _truth.ImageOfName.ContainsKey(name);

    public void Score(string name, Segmentation result)
    {
        var detections = from segment in result.Segments
                         where segment.IsThing && _categories.ContainsKey(segment.CategoryId)
                         select new InstanceDetection(
                             _categories[segment.CategoryId],
                             segment.Score,
                             new InstanceBox(segment.Box.X, segment.Box.Y, segment.Box.Width, segment.Box.Height),
                             segment.Rle!.Decode().Pixels);
        _precision.Add(_truth.InstancesOf(_truth.ImageOfName[name]), [.. detections]);
    }

    public void EndSequence()
    {
        // Images are independent of each other.
    }

    public EvaluationReport Report()
    {
        var report = _precision.Report();
        return new EvaluationReport(report.Images, null, null, new InstanceQuality(report, _truth.Categories));
    }
}
