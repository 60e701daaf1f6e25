using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Parts;

/// <summary>No masks: the network detects boxes.</summary>
/// <param name="grid">The grid on which boxes are composed, where something else competes with them.</param>
public sealed class BoxesAlone(PixelSize grid) : InstanceMasks
{
    public override IReadOnlyList<TensorSpec> Tensors => [];

    public override PixelSize Grid => grid;

    internal override MaskSource Read(TensorSet tensors, ReadOnlySpan<float> boxes, PixelSize input, PixelSize grid) => new() { Grid = grid };
}
