using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Queries;

/// <summary>The outputs that hold the queries.</summary>
/// <param name="Logits">[1,Q,C].</param>
/// <param name="Boxes">[1,Q,4]; null: boxes are those of the masks.</param>
/// <param name="Masks">[1,Q,h,w]: logits; null: there are none.</param>
internal sealed record QueryOutputs(TensorSpec Logits, TensorSpec? Boxes, TensorSpec? Masks);
