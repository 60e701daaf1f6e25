using VideoSeg.Cli.Results;
using VideoSeg.Client;
using VideoSeg.V1;
using VideoSeg.Vision;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Metrics;
using Category = VideoSeg.Vision.Panoptic.Category;
using MaskEncoding = VideoSeg.V1.MaskEncoding;

namespace VideoSeg.Cli.Evaluation;

/// <summary>
/// Scores what a server says of images, over the calls that any client makes. Image files are sent as they are; those
/// without ground truth are sent too, for they belong to the video.
/// </summary>
internal sealed class ServerEvaluation
{
    private readonly string _groundTruth;
    private readonly byte? _ignored;
    private readonly List<Category> _categories;
    private readonly ConfusionMatrix _pixels;
    private readonly PanopticQuality? _segments;
    private int _images;

    /// <param name="groundTruth">A folder of class index PNGs: indices into the model's classes.</param>
    /// <param name="ignored">The ground-truth value that doesn't count; null: all do.</param>
    /// <param name="components">True: PQ as well, against segments made of the ground truth's classes.</param>
    /// <param name="model">What is measured.</param>
    private ServerEvaluation(string groundTruth, byte? ignored, bool components, Model model)
    {
        _groundTruth = groundTruth;
        _ignored = ignored;
        _categories = [.. model.Categories.Select(c => c.ToVision())];
        _pixels = new ConfusionMatrix(_categories.Count, ignored);
        _segments = components ? new PanopticQuality(_categories) : null;
    }

    public static async Task<EvaluationReport> RunAsync(
        VideoSegClient client, string groundTruth, string frames, string model, byte? ignored, bool components, CancellationToken cancellationToken)
    {
        var evaluation = new ServerEvaluation(groundTruth, ignored, components, await client.GetModelAsync(model, cancellationToken));
        var config = new StreamConfig
        {
            Model = model,
            SemanticMap = true,
            // What is measured is the network, not what is reused of it.
            KeyframePolicy = KeyframePolicy.EveryFrame,
            MaskEncoding = components ? MaskEncoding.LabelMap : MaskEncoding.None,
        };
        foreach (var sequence in ImageSequence.Of(frames))
        {
            var next = 0;
            await foreach (var result in client.SegmentAsync(sequence.ReadAsync(cancellationToken), config, cancellationToken))
            {
                evaluation.Add(sequence.Names[next++], result);
            }
        }

        return evaluation._images > 0
            ? evaluation.Report()
            : throw new CommandFailedException($"No image of '{frames}' has the name of a PNG in '{groundTruth}'.");
    }

    private void Add(string name, FrameResult result)
    {
        var file = Path.Combine(_groundTruth, name + ".png");
        if (!File.Exists(file))
        {
            return;
        }

        try
        {
            Add(name, ClassMapPng.Decode(File.ReadAllBytes(file)), result.Segmentation ?? throw new CommandFailedException(result.Error.Message));
        }
        catch (VideoSegException e)
        {
            throw new CommandFailedException($"{name}: {e.Message}", e);
        }
    }

    private void Add(string name, ClassMap truth, Segmentation result)
    {
        _images++;
        _pixels.Add(truth.Classes.Span, ClassMapPng.Decode(result.SemanticMap.Span).Classes.Span);
        if (_segments is not null)
        {
            var map = LabelMapPng.Decode(result.LabelMap.Span);
            var segments = result.Segments.Select(s => new LabelledSegment((int)s.SegmentId, (int)s.CategoryId));
            _segments.Add(SegmentsOf(name, truth), new LabelledImage($"result of {name}", map.Size, map.Ids, [.. segments]));
        }
    }

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

    private EvaluationReport Report() =>
        new(_images, _segments?.Report(), SemanticQuality.Of(_pixels, _categories.Select((c, index) => (index, c.Name))));
}
