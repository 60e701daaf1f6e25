using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Tracking;

/// <summary>PQ, VPQ for several windows, and STQ in one pass over sequences. Not safe for threads.</summary>
public sealed class VideoQuality(IReadOnlyList<Category> categories, IReadOnlyList<int> windows)
{
    private readonly List<VideoPanopticQuality> _vpq = [.. windows.Distinct().Select(window => new VideoPanopticQuality(categories, window))];
    private readonly MatchTally _pq = new(categories);
    private readonly SegmentationTrackingQuality _stq = new(categories);
    private int _frames;
    private int _sequences;
    private bool _inSequence;

    /// <summary>Takes the sequence's next frame.</summary>
    /// <exception cref="EvaluationException">The two don't fit each other, or a segment's pixels or category are not known.</exception>
    public void Add(LabelledImage truth, LabelledImage prediction) => Add(SegmentOverlap.Of(truth, prediction));

    /// <summary>After the sequence's last frame; without any, nothing ends.</summary>
    public void EndSequence()
    {
        _vpq.ForEach(quality => quality.EndSequence());
        _stq.EndSequence();
        _sequences += _inSequence ? 1 : 0;
        _inSequence = false;
    }

    /// <summary>The quality over the sequences that have ended.</summary>
    public VideoQualityReport Report() =>
        new(_frames, _sequences, _pq.Report(), _vpq.ToDictionary(quality => quality.Window, quality => quality.Report()), _stq.Report());

    internal void Add(SegmentOverlap frame)
    {
        _pq.Add(frame);
        _vpq.ForEach(quality => quality.Add(frame));
        _stq.Add(frame);
        _frames++;
        _inSequence = true;
    }
}
