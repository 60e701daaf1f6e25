using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Metrics;

/// <summary>VPQ for several windows and STQ in one pass over sequences. Not safe for threads.</summary>
public sealed class VideoQuality(IReadOnlyList<Category> categories, IReadOnlyList<int> windows)
{
    private readonly List<VideoPanopticQuality> _vpq = [.. windows.Distinct().Select(window => new VideoPanopticQuality(categories, window))];
    private readonly SegmentationTrackingQuality _stq = new(categories);

    /// <summary>Takes the sequence's next frame.</summary>
    /// <exception cref="EvaluationException">The two don't fit each other, or a segment's pixels or category are not known.</exception>
    public void Add(LabelledImage truth, LabelledImage prediction)
    {
        SegmentOverlap overlap = SegmentOverlap.Of(truth, prediction);
        _vpq.ForEach(quality => quality.Add(overlap));
        _stq.Add(overlap);
    }

    public void EndSequence()
    {
        _vpq.ForEach(quality => quality.EndSequence());
        _stq.EndSequence();
    }

    /// <summary>Adds the ended sequences of another one, of the same categories and windows: each worker counts for itself.</summary>
    public void Add(VideoQuality other)
    {
        foreach ((VideoPanopticQuality mine, VideoPanopticQuality theirs) in _vpq.Zip(other._vpq))
        {
            mine.Add(theirs);
        }

        _stq.Add(other._stq);
    }

    /// <summary>Of the sequences that have ended.</summary>
    public VideoQualityReport Report() => new(_vpq.ToDictionary(quality => quality.Window, quality => quality.Report()), _stq.Report());
}
