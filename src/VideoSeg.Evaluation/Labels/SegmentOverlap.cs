using System.Runtime.InteropServices;

namespace VideoSeg.Evaluation.Labels;

/// <summary>
/// What the metrics need of a frame, or of several side by side: how many pixels each pair of a ground-truth id and a predicted
/// id shares, and what the segments are.
/// </summary>
internal sealed class SegmentOverlap
{
    private readonly Dictionary<(int Truth, int Prediction), long> _pixels = [];
    private readonly Dictionary<int, LabelledSegment> _truth = [];
    private readonly Dictionary<int, LabelledSegment> _prediction = [];

    public IReadOnlyDictionary<(int Truth, int Prediction), long> Pixels => _pixels;

    public IReadOnlyDictionary<int, LabelledSegment> Truth => _truth;

    public IReadOnlyDictionary<int, LabelledSegment> Prediction => _prediction;

    /// <exception cref="EvaluationException">Sizes differ, or the ids of the pixels are not those of the segments.</exception>
    public static SegmentOverlap Of(LabelledImage truth, LabelledImage prediction)
    {
        if (truth.Size != prediction.Size)
        {
            throw new EvaluationException($"The prediction '{prediction.Name}' is {prediction.Size}; its ground truth '{truth.Name}' is {truth.Size}.");
        }

        var overlap = new SegmentOverlap();
        overlap.Count(truth.Ids.Span, prediction.Ids.Span);
        List(truth, overlap._truth, overlap._pixels.Keys.Select(pair => pair.Truth));
        List(prediction, overlap._prediction, overlap._pixels.Keys.Select(pair => pair.Prediction));
        return overlap;
    }

    /// <summary>Lays another frame beside. A segment that is already known keeps the category and crowd flag of its first frame.</summary>
    public void Append(SegmentOverlap next)
    {
        foreach ((var pair, long pixels) in next._pixels)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_pixels, pair, out _) += pixels;
        }

        foreach (LabelledSegment segment in next._truth.Values)
        {
            _truth.TryAdd(segment.Id, segment);
        }

        foreach (LabelledSegment segment in next._prediction.Values)
        {
            _prediction.TryAdd(segment.Id, segment);
        }
    }

    private void Count(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction)
    {
        int start = 0;
        while (start < truth.Length)
        {
            // Regions are wide: one look-up for each run of equal pairs.
            int end = start + 1;
            while (end < truth.Length && truth[end] == truth[start] && prediction[end] == prediction[start])
            {
                end++;
            }

            CollectionsMarshal.GetValueRefOrAddDefault(_pixels, (truth[start], prediction[start]), out _) += end - start;
            start = end;
        }
    }

    private static void List(LabelledImage image, Dictionary<int, LabelledSegment> segments, IEnumerable<int> idsInPixels)
    {
        foreach (LabelledSegment segment in image.Segments)
        {
            if (segment.Id <= 0 || !segments.TryAdd(segment.Id, segment))
            {
                throw new EvaluationException($"'{image.Name}' lists segment {segment.Id}: ids are above 0, and each is listed once.");
            }
        }

        var present = idsInPixels.ToHashSet();
        foreach (int id in present)
        {
            if (id != 0 && !segments.ContainsKey(id))
            {
                throw new EvaluationException($"'{image.Name}' has pixels of segment {id}, which is not in its list of segments.");
            }
        }

        foreach (int id in segments.Keys)
        {
            if (!present.Contains(id))
            {
                throw new EvaluationException($"'{image.Name}' lists segment {id}, which has no pixel.");
            }
        }
    }
}
