using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Detections;

/// <summary>The outputs that hold the detections.</summary>
/// <param name="Boxes">[N,4], or [N,5] with the score behind the box; a batch of 1 may be in front.</param>
/// <param name="Scores">[N]; null: they are in <paramref name="Boxes"/>.</param>
/// <param name="Labels">[N].</param>
internal sealed record DetectionOutputs(TensorSpec Boxes, TensorSpec? Scores, TensorSpec Labels);
