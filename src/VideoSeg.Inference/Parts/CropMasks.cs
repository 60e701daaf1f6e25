using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Parts;

/// <summary>Masks of which each lies in a crop of its own (Mask R-CNN, query networks). Crops lie relative to boxes, so between keyframes they move with their box.</summary>
/// <param name="places">[1,N,7]; see <see cref="MaskSource.CropPlaces"/>.</param>
/// <param name="values">[1,V]: logits.</param>
/// <param name="grid">The grid on which masks are best composed: as fine as the network's own masks.</param>
/// <param name="outside">The logit outside a crop.</param>
public sealed class CropMasks(TensorSpec places, TensorSpec values, PixelSize grid, float outside) : InstanceMasks
{
    public override IReadOnlyList<TensorSpec> Tensors { get; } = [places, values];

    public override PixelSize Grid => grid;

    internal override MaskSource Read(TensorSet tensors, ReadOnlySpan<float> boxes, PixelSize input, PixelSize grid) => new()
    {
        Grid = grid,
        CropPlaces = tensors.Span<float>(places.Name),
        CropValues = tensors.Span<float>(values.Name),
        Boxes = boxes,
        Input = input,
        OutsideCrop = outside,
    };
}
