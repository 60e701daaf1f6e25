namespace VideoSeg.Inference.Runtime;

/// <summary>A graph's input or output.</summary>
/// <param name="Name">As the graph names it.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Row-major. The first dimension is 1, the batch; an open one counts as 1, and no other may be open.</param>
public sealed record TensorSpec(string Name, TensorType Type, IReadOnlyList<long> Shape)
{
    public long Bytes => Shape.Aggregate(Type == TensorType.Float32 ? sizeof(float) : 1L, (a, b) => a * b);

    /// <summary>Whether the one can be read where the other is expected, whatever their names.</summary>
    public bool Fits(TensorSpec other) => Type == other.Type && Shape.SequenceEqual(other.Shape);

    public override string ToString() => $"{Name} {(Type == TensorType.Float32 ? "float" : "uint8")} [{string.Join(',', Shape)}]";
}
