using System.Collections.Concurrent;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Evaluation.Tracking;
using VideoSeg.Vision.Maps;

namespace VideoSeg.Evaluation.Datasets;

/// <summary>Scores a folder of predictions against one of ground truth, on all cores.</summary>
public static class FolderComparison
{
    /// <summary>
    /// Two folders in the COCO panoptic form; images are paired by id, and the ground truth's categories hold. Videos are those of the
    /// ground truth; where it has none each image is a sequence of its own.
    /// </summary>
    /// <param name="groundTruth">Folder.</param>
    /// <param name="prediction">Folder.</param>
    /// <param name="windows">The windows of VPQ, in annotated frames, each 1 or more: VIPSeg uses 1, 2, 4, 6; Cityscapes-VPS 1, 2, 3, 4.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="EvaluationException">Anything is missing or doesn't fit; the message names the file.</exception>
    public static VideoQualityReport Panoptic(
        string groundTruth, string prediction, IReadOnlyList<int> windows, CancellationToken cancellation = default)
    {
        (PanopticFolder truth, PanopticFolder predicted) = OpenPair(groundTruth, prediction);
        var quality = new VideoQuality(truth.Categories, windows);
        string? sequence = null;
        foreach ((string video, SegmentOverlap overlap) in InOrder(truth.Entries, Overlap, cancellation))
        {
            if (sequence is not null && sequence != video)
            {
                quality.EndSequence();
            }

            sequence = video;
            quality.Add(overlap);
        }

        quality.EndSequence();
        return quality.Report();

        (string, SegmentOverlap) Overlap(PanopticFolderEntry entry) =>
            (entry.VideoId, SegmentOverlap.Of(truth.Read(entry), predicted.Read(predicted.EntryOf(entry.ImageId))));
    }

    /// <summary>Two folders of 8-bit class index PNGs; files are paired by name.</summary>
    /// <param name="groundTruth">Folder.</param>
    /// <param name="prediction">Folder.</param>
    /// <param name="ignore">A label that is no class.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="EvaluationException">Anything is missing or doesn't fit; the message names the file.</exception>
    public static ConfusionMatrix Semantic(string groundTruth, string prediction, int? ignore = null, CancellationToken cancellation = default)
    {
        List<string> names = PngsIn(groundTruth);
        string? missing = names.Except(PngsIn(prediction)).FirstOrDefault();
        if (missing is not null || names.Count == 0)
        {
            throw new EvaluationException(missing is null ? $"'{groundTruth}' has no PNG." : $"'{Path.Combine(prediction, missing)}' is missing.");
        }

        var matrix = new ConfusionMatrix(ignore: ignore);
        foreach ((ClassMap truth, ClassMap predicted) in InOrder(names, Read, cancellation))
        {
            matrix.Add(truth.Classes.Span, predicted.Classes.Span);
        }

        return matrix;

        (ClassMap, ClassMap) Read(string name)
        {
            (string truthPath, string predictionPath) = (Path.Combine(groundTruth, name), Path.Combine(prediction, name));
            (ClassMap truth, ClassMap predicted) = (LabelFile.ReadClasses(truthPath), LabelFile.ReadClasses(predictionPath));
            return truth.Size == predicted.Size
                ? (truth, predicted)
                : throw new EvaluationException($"'{predictionPath}' is {predicted.Size}; its ground truth '{truthPath}' is {truth.Size}.");
        }
    }

    private static (PanopticFolder Truth, PanopticFolder Prediction) OpenPair(string groundTruth, string prediction)
    {
        PanopticFolder truth = PanopticFolder.Open(groundTruth);
        PanopticFolder predicted = PanopticFolder.Open(prediction);
        string? stranger = predicted.Entries.Select(entry => entry.ImageId).Except(truth.Entries.Select(entry => entry.ImageId)).FirstOrDefault();
        return stranger is null
            ? (truth, predicted)
            : throw new EvaluationException($"'{prediction}' has image {stranger}, which '{groundTruth}' doesn't.");
    }

    private static List<string> PngsIn(string path) => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, "*.png").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)]
        : throw new EvaluationException($"'{path}' is not a folder.");

    /// <summary>Pictures are read by all cores, one after the other; what comes of them is little, and is counted in their order.</summary>
    private static IEnumerable<TResult> InOrder<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> read, CancellationToken cancellation)
    {
        using IEnumerator<TResult> results = Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering)
            .AsParallel().AsOrdered().WithCancellation(cancellation).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(read).GetEnumerator();
        while (Next())
        {
            yield return results.Current;
        }

        bool Next()
        {
            try
            {
                return results.MoveNext();
            }
            catch (AggregateException errors) when (errors.InnerExceptions.OfType<EvaluationException>().FirstOrDefault() is { } first)
            {
                throw new EvaluationException(first.Message, first);
            }
        }
    }
}
