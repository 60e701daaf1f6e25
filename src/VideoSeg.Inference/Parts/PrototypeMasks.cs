using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Parts;

/// <summary>Masks that are sums of prototypes (YOLACT). Between keyframes the prototypes are warped, and the coefficients stay.</summary>
/// <param name="prototypes">[1,K,h,w] on a grid that covers the input.</param>
/// <param name="coefficients">[1,N,K].</param>
public sealed class PrototypeMasks(TensorSpec prototypes, TensorSpec coefficients) : InstanceMasks
{
    public override IReadOnlyList<TensorSpec> Tensors { get; } = [prototypes, coefficients];

    public override PixelSize Grid { get; } = new((int)prototypes.Shape[3], (int)prototypes.Shape[2]);

    internal override bool AreMaps => true;

    internal override void Move(string tensor, ReadOnlySpan<float> keyframe, Span<float> moved, PartMotion motion)
    {
        if (tensor == prototypes.Name)
        {
            motion.Grid.Warp(keyframe, moved);
        }
        else
        {
            keyframe.CopyTo(moved);
        }
    }

    internal override MaskSource Read(TensorSet tensors, ReadOnlySpan<float> boxes, PixelSize input, PixelSize grid) => new()
    {
        Grid = Grid,
        Prototypes = tensors.Span<float>(prototypes.Name),
        Coefficients = tensors.Span<float>(coefficients.Name),
    };
}
