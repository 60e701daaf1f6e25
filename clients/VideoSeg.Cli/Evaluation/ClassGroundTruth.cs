using VideoSeg.Cli.Evaluation.Reports;
using VideoSeg.Cli.Results;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Evaluation.Tracking;
using VideoSeg.V1;
using VideoSeg.Vision.Maps;
using Category = VideoSeg.Vision.Panoptic.Category;
using MaskEncoding = VideoSeg.V1.MaskEncoding;

namespace VideoSeg.Cli.Evaluation;

/// <summary>Semantic ground truth: a folder of class index PNGs named as the images. The pixel values are indices into the model's classes.</summary>
internal sealed class ClassGroundTruth : IGroundTruth
{
    private readonly string _folder;
    private readonly byte? _ignored;
    private readonly List<Category> _categories;
    private readonly ConfusionMatrix _pixels;
    private readonly VideoQuality? _segments;

    /// <param name="folder">The folder of the PNGs.</param>
    /// <param name="ignored">The label to ignore, or <see langword="null"/> to count all pixels.</param>
    /// <param name="components">Whether to compute PQ too, against segments derived from the class map.</param>
    /// <param name="model">The model to evaluate.</param>
    public ClassGroundTruth(string folder, byte? ignored, bool components, Model model)
    {
        _folder = folder;
        _ignored = ignored;
        _categories = [.. model.Categories.Select(c => c.ToVision())];
        _pixels = new ConfusionMatrix(_categories.Count, ignored);
        _segments = components ? new VideoQuality(_categories, []) : null;
    }

    public bool IsVideo => true;

    public void Configure(StreamConfig config)
    {
        config.SemanticMap = true;
        config.MaskEncoding = _segments is null ? MaskEncoding.None : MaskEncoding.LabelMap;
    }

    public bool Has(string name) => File.Exists(PathOf(name));

    public void Score(string name, Segmentation result)
    {
        var truth = LabelFile.ReadClasses(PathOf(name));
        _pixels.Add(truth.Classes.Span, ClassMapPng.Decode(result.ClassMap.Span).Classes.Span);
        if (_segments is not null)
        {
            var map = LabelMapPng.Decode(result.LabelMap.Span);
            var segments = result.Segments.Select(s => new LabelledSegment((int)s.SegmentId, (int)s.CategoryId));
            _segments.Add(SegmentsOf(name, truth), new LabelledImage($"result of {name}", map.Size, map.Ids, [.. segments]));
            // Connected components have no identity across frames, so each image is a sequence of its own.
            _segments.EndSequence();
        }
    }

    public void EndSequence()
    {
        // Each image is a sequence of its own and has already ended.
    }

    public EvaluationReport Report() =>
        new(_pixels.Pictures, _segments?.Report(), SemanticQuality.Of(_pixels, _categories.Select((c, index) => (index, c.Name))));

    private string PathOf(string name) => Path.Combine(_folder, name + ".png");

    private LabelledImage SegmentsOf(string name, ClassMap truth)
    {
        var classes = truth.Classes.ToArray();
        if (_ignored is { } ignored)
        {
            // Ignored pixels are void.
            classes.AsSpan().Replace(ignored, byte.MaxValue);
        }

        return StandInInstances.Of(name, classes, truth.Size, _categories);
    }
}
