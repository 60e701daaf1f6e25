using VideoSeg.Cli.Results;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Evaluation.Tracking;
using VideoSeg.V1;
using VideoSeg.Vision.Masks;
using Category = VideoSeg.Vision.Panoptic.Category;
using MaskEncoding = VideoSeg.V1.MaskEncoding;

namespace VideoSeg.Cli.Evaluation;

/// <summary>A folder of class index PNGs with the names of the images: indices into the model's classes.</summary>
internal sealed class ClassGroundTruth : IGroundTruth
{
    private readonly string _folder;
    private readonly byte? _ignored;
    private readonly List<Category> _categories;
    private readonly ConfusionMatrix _pixels;
    private readonly VideoQuality? _segments;

    /// <param name="folder">Of the PNGs.</param>
    /// <param name="ignored">The value that doesn't count; null: all do.</param>
    /// <param name="components">True: PQ as well, against segments made of the classes.</param>
    /// <param name="model">What is measured.</param>
    public ClassGroundTruth(string folder, byte? ignored, bool components, Model model)
    {
        _folder = folder;
        _ignored = ignored;
        _categories = [.. model.Categories.Select(c => c.ToVision())];
        _pixels = new ConfusionMatrix(_categories.Count, ignored);
        _segments = components ? new VideoQuality(_categories, []) : null;
    }

    public bool IsVideo => true;

    public void Ask(StreamConfig config)
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
            // Components have no identity through the video: each image stands for itself.
            _segments.EndSequence();
        }
    }

    public void EndSequence()
    {
        // Each image has ended already.
    }

    public EvaluationReport Report() =>
        new(_pixels.Pictures, _segments?.Report(), SemanticQuality.Of(_pixels, _categories.Select((c, index) => (index, c.Name))));

    private string PathOf(string name) => Path.Combine(_folder, name + ".png");

    private LabelledImage SegmentsOf(string name, ClassMap truth)
    {
        var classes = truth.Classes.ToArray();
        if (_ignored is { } ignored)
        {
            // What is no class is void.
            classes.AsSpan().Replace(ignored, byte.MaxValue);
        }

        return StandInInstances.Of(name, classes, truth.Size, _categories);
    }
}
