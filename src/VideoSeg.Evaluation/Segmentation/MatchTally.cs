using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Segmentation;

/// <summary>
/// Matches segments and counts, class by class, as panopticapi's pq_compute_single_core does: a pair of one category matches
/// when IoU = I / (A_prediction + A_truth - I - prediction's pixels on void) is above 0.5. Crowds are never matched. An
/// unmatched prediction is a false positive unless more than half of it lies on void and on the crowd of its category (the
/// last listed one, as there). Difference: areas are counted from the pixels on both sides, never read from the JSON.
/// </summary>
internal sealed class MatchTally(IReadOnlyList<Category> categories)
{
    private readonly Dictionary<int, int> _indexOfCategory = categories.Select((category, index) => (category.Id, index)).ToDictionary();
    private readonly long[] _truePositives = new long[categories.Count];
    private readonly long[] _falsePositives = new long[categories.Count];
    private readonly long[] _falseNegatives = new long[categories.Count];
    private readonly double[] _intersectionOverUnion = new double[categories.Count];

    public QualityReport Report() => new([.. categories.Select((category, i) =>
        new ClassQuality(category, _truePositives[i], _falsePositives[i], _falseNegatives[i], _intersectionOverUnion[i]))]);

    public void Add(SegmentOverlap overlap)
    {
        var truthArea = new Dictionary<int, long>();
        var predictionArea = new Dictionary<int, long>();
        foreach (((int truth, int prediction), long pixels) in overlap.Pixels)
        {
            truthArea[truth] = truthArea.GetValueOrDefault(truth) + pixels;
            predictionArea[prediction] = predictionArea.GetValueOrDefault(prediction) + pixels;
        }

        var matched = new HashSet<int>();
        var found = new HashSet<int>();
        foreach (((int truthId, int predictionId), long pixels) in overlap.Pixels)
        {
            if (overlap.Truth.TryGetValue(truthId, out LabelledSegment truth) && overlap.Prediction.TryGetValue(predictionId, out LabelledSegment prediction)
                && !truth.IsCrowd && truth.CategoryId == prediction.CategoryId)
            {
                long onVoid = overlap.Pixels.GetValueOrDefault((0, predictionId));
                double ratio = (double)pixels / (truthArea[truthId] + predictionArea[predictionId] - pixels - onVoid);
                if (ratio > 0.5)
                {
                    int index = IndexOf(truth.CategoryId);
                    _truePositives[index]++;
                    _intersectionOverUnion[index] += ratio;
                    found.Add(truthId);
                    matched.Add(predictionId);
                }
            }
        }

        CountMissed(overlap, found);
        CountInvented(overlap, matched, predictionArea);
    }

    private void CountMissed(SegmentOverlap overlap, HashSet<int> found)
    {
        foreach (LabelledSegment truth in overlap.Truth.Values)
        {
            int index = IndexOf(truth.CategoryId);
            if (!truth.IsCrowd && !found.Contains(truth.Id))
            {
                _falseNegatives[index]++;
            }
        }
    }

    private void CountInvented(SegmentOverlap overlap, HashSet<int> matched, Dictionary<int, long> areas)
    {
        var crowdOfCategory = new Dictionary<int, int>();
        foreach (LabelledSegment truth in overlap.Truth.Values.Where(truth => truth.IsCrowd))
        {
            crowdOfCategory[truth.CategoryId] = truth.Id;
        }

        foreach (LabelledSegment prediction in overlap.Prediction.Values)
        {
            int index = IndexOf(prediction.CategoryId);
            long excused = overlap.Pixels.GetValueOrDefault((0, prediction.Id));
            if (crowdOfCategory.TryGetValue(prediction.CategoryId, out int crowd))
            {
                excused += overlap.Pixels.GetValueOrDefault((crowd, prediction.Id));
            }

            if (!matched.Contains(prediction.Id) && (double)excused / areas[prediction.Id] <= 0.5)
            {
                _falsePositives[index]++;
            }
        }
    }

    private int IndexOf(int categoryId) => _indexOfCategory.TryGetValue(categoryId, out int index)
        ? index
        : throw new EvaluationException($"A segment has category {categoryId}; the known ones are {string.Join(", ", _indexOfCategory.Keys)}.");
}
