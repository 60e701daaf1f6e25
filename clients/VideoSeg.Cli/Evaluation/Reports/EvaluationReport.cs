using VideoSeg.Evaluation.Tracking;

namespace VideoSeg.Cli.Evaluation.Reports;

/// <summary>The metrics of one evaluation. A part that was not requested, or that the ground truth does not support, is <see langword="null"/>.</summary>
/// <param name="Images">The number of evaluated images.</param>
/// <param name="Panoptic">PQ and its factors, VPQ and STQ.</param>
/// <param name="Semantic">The mean IoU and the IoU of each class.</param>
/// <param name="Instances">Average precision of boxes and masks.</param>
internal sealed record EvaluationReport(int Images, VideoQualityReport? Panoptic, SemanticQuality? Semantic, InstanceQuality? Instances = null)
{
    /// <summary>The video metrics, or <see langword="null"/> if no sequence has more than one frame.</summary>
    public VideoQualityReport? Video => Panoptic is { } panoptic && panoptic.Sequences < panoptic.Frames ? panoptic : null;

    /// <summary>Creates a report from panoptic metrics; the semantic metrics follow from the classes of the segments.</summary>
    public static EvaluationReport Of(VideoQualityReport panoptic) => new(
        panoptic.Frames,
        panoptic,
        new SemanticQuality(panoptic.Stq.SegmentationQuality, [.. panoptic.Stq.PerClass.Select(c => (c.Category.Name, c.IntersectionOverUnion))]));
}
