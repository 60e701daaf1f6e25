using System.Runtime.InteropServices;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Tracking;

/// <summary>
/// STQ = sqrt(AQ x SQ) over whole sequences (Weber et al., "STEP: Segmenting and Tracking Every Pixel"; deeplab2's
/// segmentation_and_tracking_quality). AQ: for each tube g of a ground-truth object the sum over predicted tubes p of
/// TPA² / (|p| + |g| - TPA), divided by |g|; the mean over all tubes of all sequences. A tube is a class and an id; the classes
/// of g and p need not agree. Pixels of crowds are left out on both sides. SQ: mean IoU of the classes over all frames, where
/// the ground truth is not void.
/// </summary>
internal sealed class SegmentationTrackingQuality(IReadOnlyList<Category> categories)
{
    private readonly Dictionary<int, int> _indexOfCategory = categories.Select((category, index) => (category.Id, index)).ToDictionary();
    private readonly Dictionary<(int Category, int Id), long> _truth = [];
    private readonly Dictionary<(int Category, int Id), long> _prediction = [];
    private readonly Dictionary<((int Category, int Id) Truth, (int Category, int Id) Prediction), long> _shared = [];
    private readonly long[] _intersections = new long[categories.Count];
    private readonly long[] _truthPixels = new long[categories.Count];
    private readonly long[] _predictedPixels = new long[categories.Count];
    private double _association;
    private int _tubes;

    public void Add(SegmentOverlap frame)
    {
        foreach (((int truthId, int predictionId), long pixels) in frame.Pixels)
        {
            LabelledSegment? truth = frame.Truth.TryGetValue(truthId, out LabelledSegment t) ? t : null;
            LabelledSegment? prediction = frame.Prediction.TryGetValue(predictionId, out LabelledSegment p) ? p : null;
            CountClasses(truth, prediction, pixels);
            CountTubes(truth, prediction, pixels);
        }
    }

    public void EndSequence()
    {
        foreach ((var pair, long pixels) in _shared)
        {
            long truth = _truth[pair.Truth];
            _association += (double)pixels / truth * pixels / (truth + _prediction[pair.Prediction] - pixels);
        }

        _tubes += _truth.Count;
        _truth.Clear();
        _prediction.Clear();
        _shared.Clear();
    }

    public TrackingQuality Report() => new(
        _tubes == 0 ? 0 : _association / _tubes,
        [.. categories.Select((category, i) => new ClassOverlap(category, _intersections[i], _truthPixels[i] + _predictedPixels[i] - _intersections[i]))],
        _tubes);

    private void CountClasses(LabelledSegment? truth, LabelledSegment? prediction, long pixels)
    {
        if (truth is null)
        {
            return;
        }

        _truthPixels[IndexOf(truth.Value)] += pixels;
        if (prediction is not null)
        {
            _predictedPixels[IndexOf(prediction.Value)] += pixels;
            _intersections[IndexOf(truth.Value)] += truth.Value.CategoryId == prediction.Value.CategoryId ? pixels : 0;
        }
    }

    private void CountTubes(LabelledSegment? truth, LabelledSegment? prediction, long pixels)
    {
        bool isObject = truth is not null && categories[IndexOf(truth.Value)].IsThing;
        bool isPredictedObject = prediction is not null && categories[IndexOf(prediction.Value)].IsThing;
        if (isObject && truth!.Value.IsCrowd)
        {
            return;
        }

        (int, int) truthTube = (truth?.CategoryId ?? 0, truth?.Id ?? 0);
        (int, int) predictedTube = (prediction?.CategoryId ?? 0, prediction?.Id ?? 0);
        Count(_truth, truthTube, isObject, pixels);
        Count(_prediction, predictedTube, isPredictedObject, pixels);
        Count(_shared, (truthTube, predictedTube), isObject && isPredictedObject, pixels);
    }

    private static void Count<T>(Dictionary<T, long> pixelsOf, T key, bool counts, long pixels)
        where T : notnull
    {
        if (counts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(pixelsOf, key, out _) += pixels;
        }
    }

    private int IndexOf(LabelledSegment segment) => _indexOfCategory.TryGetValue(segment.CategoryId, out int index)
        ? index
        : throw new EvaluationException($"A segment has category {segment.CategoryId}; the known ones are {string.Join(", ", _indexOfCategory.Keys)}.");
}
