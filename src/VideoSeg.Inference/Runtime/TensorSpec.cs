using Microsoft.ML.OnnxRuntime.Tensors;

namespace VideoSeg.Inference.Runtime;

/// <summary>A graph's input or output. A free first dimension (the batch) counts as 1; no other may be free.</summary>
internal sealed record TensorSpec(string Name, TensorElementType Type, long[] Shape)
{
    public override string ToString() => $"{Name} {Type.ToString().ToLowerInvariant()} [{string.Join(',', Shape)}]";
}
