namespace VideoSeg.Evaluation.Instances;

/// <summary>
/// COCO's average precision of boxes and of masks, as pycocotools computes it (COCOeval: area "all", at most 100 detections an image and
/// category, IoU 0.50 to 0.95 in steps of 0.05, precision at 101 recalls). Numbers equal pycocotools'.
/// </summary>
public sealed class AveragePrecision
{
    /// <summary>The most detections of a category in an image that count; the surest ones.</summary>
    private const int MaxDetections = 100;

    private readonly Dictionary<int, CategoryMatches> _boxes = [];
    private readonly Dictionary<int, CategoryMatches> _masks = [];

    /// <summary>The number of images that were added.</summary>
    public int Images { get; private set; }

    /// <summary>Adds one image.</summary>
    /// <param name="truth">All annotated instances of the image.</param>
    /// <param name="detections">All detections of the image.</param>
    public void Add(IReadOnlyList<InstanceTruth> truth, IReadOnlyList<InstanceDetection> detections)
    {
        Images++;
        foreach (int category in truth.Select(t => t.CategoryId).Concat(detections.Select(d => d.CategoryId)).Distinct())
        {
            InstanceTruth[] annotated = [.. truth.Where(t => t.CategoryId == category).OrderBy(t => t.IsCrowd)];
            InstanceDetection[] detected = [.. detections.Where(d => d.CategoryId == category).OrderByDescending(d => d.Score).Take(MaxDetections)];
            MatchesOf(_boxes, category).Add(annotated, detected, BoxOverlap);
            MatchesOf(_masks, category).Add(annotated, detected, MaskOverlap);
        }
    }

    /// <summary>The scores over all images that were added.</summary>
    public AveragePrecisionReport Report() => new(Images, Scores(_boxes), Scores(_masks));

    private static Dictionary<int, CategoryPrecision> Scores(Dictionary<int, CategoryMatches> matches) =>
        matches.Where(m => m.Value.IsAnnotated).ToDictionary(m => m.Key, m => m.Value.Precision());

    private static CategoryMatches MatchesOf(Dictionary<int, CategoryMatches> matches, int category)
    {
        if (!matches.TryGetValue(category, out var known))
        {
            matches[category] = known = new CategoryMatches();
        }

        return known;
    }

    /// <summary>IoU; against a crowd the share of the detection that lies in it.</summary>
    private static double BoxOverlap(InstanceDetection detection, InstanceTruth truth)
    {
        double both = detection.Box.Intersection(truth.Box);
        return both / (truth.IsCrowd ? detection.Box.Area : detection.Box.Area + truth.Box.Area - both);
    }

    /// <summary>IoU; against a crowd the share of the detection that lies in it.</summary>
    private static double MaskOverlap(InstanceDetection detection, InstanceTruth truth)
    {
        long both = 0, detected = 0, annotated = 0;
        var a = detection.Mask.Span;
        var b = truth.Mask.Span;
        for (var i = 0; i < a.Length; i++)
        {
            both += a[i] & b[i];
            detected += a[i];
            annotated += b[i];
        }

        long whole = truth.IsCrowd ? detected : detected + annotated - both;
        return whole == 0 ? 0 : (double)both / whole;
    }
}
