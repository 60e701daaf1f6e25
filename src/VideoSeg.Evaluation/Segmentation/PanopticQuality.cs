using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Segmentation;

/// <summary>Panoptic quality over images (Kirillov et al., "Panoptic Segmentation"), equal to what panopticapi computes. Not safe for threads.</summary>
public sealed class PanopticQuality(IReadOnlyList<Category> categories)
{
    private readonly MatchTally _tally = new(categories);

    /// <exception cref="EvaluationException">The two don't fit each other, or a segment's pixels or category are not known.</exception>
    public void Add(LabelledImage truth, LabelledImage prediction) => _tally.Add(SegmentOverlap.Of(truth, prediction));

    public QualityReport Report() => _tally.Report();
}
