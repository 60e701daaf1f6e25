using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Parts;

/// <summary>Logits of channels that classes read, on a grid that covers the input. Between keyframes they are warped.</summary>
/// <param name="logits">[1,C,h,w].</param>
public sealed class SemanticPart(TensorSpec logits) : IPredictionPart
{
    /// <summary>The size of the grid in cells.</summary>
    public PixelSize Grid { get; } = new((int)logits.Shape[3], (int)logits.Shape[2]);

    public IReadOnlyList<TensorSpec> Tensors { get; } = [logits];

    public void Move(string tensor, ReadOnlySpan<float> keyframe, Span<float> moved, PartMotion motion) => motion.Grid.Warp(keyframe, moved);

    /// <summary>What the composer gets; borrowed until the tensors are written again.</summary>
    internal SemanticLogits Read(TensorSet tensors) => new() { Grid = Grid, Values = tensors.Span<float>(logits.Name) };
}
