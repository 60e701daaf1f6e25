using VideoSeg.Evaluation.Instances;
using VideoSeg.V1;

namespace VideoSeg.Cli.Evaluation;

/// <summary>
/// A file in the COCO instances form, scored by average precision. Categories are paired by name; what the model finds of a category that the
/// ground truth does not have is left out.
/// </summary>
internal sealed class InstanceGroundTruth : IGroundTruth
{
    /// <summary>Average precision ranks detections by score, so unsure ones count too; below this nearly none is right.</summary>
    private const float MinimumScore = 0.05f;

    private readonly CocoInstances _truth;
    private readonly Dictionary<uint, int> _categories = [];
    private readonly AveragePrecision _precision = new();

    /// <param name="truth">The ground truth.</param>
    /// <param name="model">The model that is measured.</param>
    /// <exception cref="CommandFailedException">The two have no category in common.</exception>
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
                $"Model '{model.Name}' and the ground truth have no category in common: {string.Join(", ", model.Categories.Where(c => c.IsThing).Select(c => c.Name))}; {string.Join(", ", truth.Categories.Values)}.");
        }
    }

    public bool IsVideo => false;

    public void Ask(StreamConfig config) => (config.MaskEncoding, config.MinimumScore) = (MaskEncoding.Rle, MinimumScore);

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
