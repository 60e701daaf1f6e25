namespace VideoSeg.Vision.Metrics;

/// <summary>Scores a folder of predictions against one of ground truth, on all cores.</summary>
public static class FolderComparison
{
    /// <summary>PQ of two folders in the COCO panoptic form; images are paired by id, and the ground truth's categories hold.</summary>
    /// <exception cref="EvaluationException">Anything is missing or doesn't fit; the message names the file.</exception>
    public static QualityReport Panoptic(string groundTruth, string prediction, CancellationToken cancellation = default)
    {
        (PanopticFolder truth, PanopticFolder predicted) = OpenPair(groundTruth, prediction);
        var total = new PanopticQuality(truth.Categories);
        InParallel(
            truth.Entries,
            () => new PanopticQuality(truth.Categories),
            (quality, entry) => quality.Add(truth.Read(entry), predicted.Read(predicted.EntryOf(entry.ImageId))),
            total.Add,
            cancellation);
        return total.Report();
    }

    /// <summary>VPQ and STQ of two folders whose images have a video_id and a frame, and ids that hold through a video.</summary>
    /// <param name="groundTruth">Folder in the COCO panoptic form.</param>
    /// <param name="prediction">Another one.</param>
    /// <param name="windows">In annotated frames, each 1 or more: VIPSeg uses 1, 2, 4, 6; Cityscapes-VPS 1, 2, 3, 4.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="EvaluationException">Anything is missing or doesn't fit; the message names the file.</exception>
    public static VideoQualityReport Video(
        string groundTruth, string prediction, IReadOnlyList<int> windows, CancellationToken cancellation = default)
    {
        (PanopticFolder truth, PanopticFolder predicted) = OpenPair(groundTruth, prediction);
        var total = new VideoQuality(truth.Categories, windows);
        InParallel(
            [.. truth.Entries.GroupBy(entry => entry.VideoId)],
            () => new VideoQuality(truth.Categories, windows),
            (quality, video) =>
            {
                foreach (PanopticFolderEntry entry in video)
                {
                    quality.Add(truth.Read(entry), predicted.Read(predicted.EntryOf(entry.ImageId)));
                }

                quality.EndSequence();
            },
            total.Add,
            cancellation);
        return total.Report();
    }

    /// <summary>Two folders of 8-bit class index PNGs; files are paired by name.</summary>
    /// <param name="groundTruth">Folder.</param>
    /// <param name="prediction">Folder.</param>
    /// <param name="classes">1 to 256; their labels are 0, 1, …</param>
    /// <param name="ignore">A label that is no class.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="EvaluationException">Anything is missing or doesn't fit; the message names the file.</exception>
    public static ConfusionMatrix Semantic(
        string groundTruth, string prediction, int classes = 256, int? ignore = null, CancellationToken cancellation = default)
    {
        List<string> names = PngsIn(groundTruth);
        string? missing = names.Except(PngsIn(prediction)).FirstOrDefault();
        if (missing is not null || names.Count == 0)
        {
            throw new EvaluationException(missing is null ? $"'{groundTruth}' has no PNG." : $"'{Path.Combine(prediction, missing)}' is missing.");
        }

        var total = new ConfusionMatrix(classes, ignore);
        InParallel(
            names,
            () => new ConfusionMatrix(classes, ignore),
            (matrix, name) => AddSemantic(matrix, Path.Combine(groundTruth, name), Path.Combine(prediction, name)),
            total.Add,
            cancellation);
        return total;
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

    private static void AddSemantic(ConfusionMatrix matrix, string truthPath, string predictionPath)
    {
        byte[] truth = LabelPng.ReadClasses(truthPath, out PixelSize truthSize);
        byte[] prediction = LabelPng.ReadClasses(predictionPath, out PixelSize predictionSize);
        if (truthSize != predictionSize)
        {
            throw new EvaluationException($"'{predictionPath}' is {predictionSize}; its ground truth '{truthPath}' is {truthSize}.");
        }

        matrix.Add(truth, prediction);
    }

    private static List<string> PngsIn(string path) => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, "*.png").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)]
        : throw new EvaluationException($"'{path}' is not a folder.");

    /// <summary>Each worker counts for itself; the counts are added at the end.</summary>
    private static void InParallel<T, TCount>(
        IReadOnlyList<T> items, Func<TCount> start, Action<TCount, T> count, Action<TCount> finish, CancellationToken cancellation)
    {
        var gate = new Lock();
        try
        {
            Parallel.ForEach(
                items,
                new ParallelOptions { CancellationToken = cancellation },
                start,
                (item, _, mine) =>
                {
                    count(mine, item);
                    return mine;
                },
                mine =>
                {
                    lock (gate)
                    {
                        finish(mine);
                    }
                });
        }
        catch (AggregateException errors) when (errors.InnerExceptions.OfType<EvaluationException>().FirstOrDefault() is { } first)
        {
            throw new EvaluationException(first.Message, first);
        }
    }
}
