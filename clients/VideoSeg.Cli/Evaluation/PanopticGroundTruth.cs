using VideoSeg.Cli.Evaluation.Reports;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Tracking;
using VideoSeg.V1;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Panoptic;
using Category = VideoSeg.Vision.Panoptic.Category;
using MaskEncoding = VideoSeg.V1.MaskEncoding;

namespace VideoSeg.Cli.Evaluation;

/// <summary>
/// Panoptic ground truth: a folder in COCO panoptic format. Images and classes are paired by name. Segments of classes that the ground truth
/// does not have are void.
/// </summary>
internal sealed class PanopticGroundTruth : IGroundTruth
{
    private readonly PanopticFolder _folder;
    private readonly Dictionary<string, PanopticFolderEntry> _entries = [];
    private readonly Dictionary<uint, Category> _categories = [];
    private readonly VideoQuality _quality;

    /// <param name="folder">The folder that contains panoptic.json.</param>
    /// <param name="windows">The VPQ window sizes, in annotated frames.</param>
    /// <param name="model">The model to evaluate.</param>
    /// <exception cref="CommandFailedException">The model and the ground truth have no class in common.</exception>
    public PanopticGroundTruth(PanopticFolder folder, IReadOnlyList<int> windows, Model model)
    {
        _folder = folder;
        foreach (var entry in folder.Entries)
        {
            _entries[Stem(entry.FileName)] = entry;
            _entries.TryAdd(Stem(entry.ImageName), entry);
        }

        foreach (var category in model.Categories)
        {
            if (folder.Categories.FirstOrDefault(c => string.Equals(c.Name, category.Name, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                _categories[category.CategoryId] = known;
            }
        }

        if (_categories.Count == 0)
        {
            throw new CommandFailedException(
                $"Model '{model.Name}' and the ground truth have no class in common. Model: {string.Join(", ", model.Categories.Select(c => c.Name))}. Ground truth: {string.Join(", ", folder.Categories.Select(c => c.Name))}.");
        }

        _quality = new VideoQuality(folder.Categories, windows);
    }

    public bool IsVideo => true;

    public void Configure(StreamConfig config) => config.MaskEncoding = MaskEncoding.LabelMap;

    public bool Has(string name) => _entries.ContainsKey(name);

    public void Score(string name, Segmentation result) => _quality.Add(_folder.Read(_entries[name]), Convert(name, result));

    public void EndSequence() => _quality.EndSequence();

    public EvaluationReport Report() => EvaluationReport.Of(_quality.Report());

    private LabelledImage Convert(string name, Segmentation result)
    {
        var map = LabelMapPng.Decode(result.LabelMap.Span);
        var idOfSegment = new int[result.Segments.Count + 1];
        var segments = new List<LabelledSegment>();
        foreach (var segment in result.Segments)
        {
            if (_categories.TryGetValue(segment.CategoryId, out var category))
            {
                var id = SequenceId.Of(category, (long?)segment.TrackId, (int)segment.SegmentId);
                idOfSegment[segment.SegmentId] = id;
                segments.Add(new LabelledSegment(id, category.Id));
            }
        }

        var ids = new int[map.Ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = idOfSegment[map.Ids.Span[i]];
        }

        return new LabelledImage($"result of {name}", map.Size, ids, segments);
    }

    private static string Stem(string file) => Path.ChangeExtension(file, null);
}
