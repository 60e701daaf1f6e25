using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Parts;

/// <summary>Where a decoder writes the parts of one frame: the tensors that the parts have declared.</summary>
public sealed class PartTensors
{
    private readonly TensorSet _tensors;

    internal PartTensors(TensorSet tensors) => _tensors = tensors;

    /// <summary>A tensor's values, row-major. What the frame before had in it is still there.</summary>
    public Span<float> this[TensorSpec tensor] => _tensors.Span<float>(tensor.Name);
}
