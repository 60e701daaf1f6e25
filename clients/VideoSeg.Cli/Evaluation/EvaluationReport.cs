using VideoSeg.Vision.Metrics;

namespace VideoSeg.Cli.Evaluation;

/// <summary>What was measured; a half that was not asked for is null.</summary>
/// <param name="Images">How many were scored.</param>
/// <param name="Panoptic">PQ and its parts.</param>
/// <param name="Semantic">Mean IoU and its parts.</param>
internal sealed record EvaluationReport(int Images, QualityReport? Panoptic, SemanticQuality? Semantic);
