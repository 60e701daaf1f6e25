using VideoSeg.Evaluation.Tracking;

namespace VideoSeg.Cli.Evaluation;

/// <summary>What was measured; a part that was not asked for, or that the ground truth can't tell, is null.</summary>
/// <param name="Images">How many were scored.</param>
/// <param name="Panoptic">PQ and its parts, VPQ and STQ.</param>
/// <param name="Semantic">Mean IoU and its parts.</param>
/// <param name="Instances">Average precision of boxes and masks.</param>
internal sealed record EvaluationReport(int Images, VideoQualityReport? Panoptic, SemanticQuality? Semantic, InstanceQuality? Instances = null)
{
    /// <summary>VPQ and STQ say something only where frames make sequences.</summary>
    public VideoQualityReport? Video => Panoptic is { } panoptic && panoptic.Sequences < panoptic.Frames ? panoptic : null;

    /// <summary>Makes the report for panoptic ground truth, whose pixels have classes too.</summary>
    public static EvaluationReport Of(VideoQualityReport panoptic) => new(
        panoptic.Frames,
        panoptic,
        new SemanticQuality(panoptic.Stq.SegmentationQuality, [.. panoptic.Stq.PerClass.Select(c => (c.Category.Name, c.IntersectionOverUnion))]));
}
