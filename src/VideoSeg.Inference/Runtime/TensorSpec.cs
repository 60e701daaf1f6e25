using Microsoft.ML.OnnxRuntime.Tensors;

namespace VideoSeg.Inference.Runtime;

/// <summary>A graph's input or output. A free first dimension (the batch) counts as 1; no other may be free.</summary>
internal sealed record TensorSpec(string Name, TensorElementType Type, long[] Shape)
{
    public long Bytes => Shape.Aggregate(Type == TensorElementType.Float ? sizeof(float) : 1L, (a, b) => a * b);

    /// <summary>Whether the one can be read where the other is expected, whatever their names.</summary>
    public bool Fits(TensorSpec other) => Type == other.Type && Shape.SequenceEqual(other.Shape);

    public override string ToString() => $"{Name} {Type.ToString().ToLowerInvariant()} [{string.Join(',', Shape)}]";
}
