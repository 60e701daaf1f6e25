namespace VideoSeg.Inference.Runtime;

/// <summary>A graph's input or output, or a tensor of a part.</summary>
/// <param name="Name">As the graph names it.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">Row-major. The first dimension is usually 1, the batch. An open dimension has the size that it had in the first run; before that run it is -1.</param>
public sealed record TensorSpec(string Name, TensorType Type, IReadOnlyList<long> Shape)
{
    /// <summary>The dimensions whose size may change from run to run.</summary>
    public IReadOnlyList<int> OpenDimensions { get; init; } = [];

    /// <summary>Whether a dimension may change from run to run.</summary>
    public bool IsOpen => OpenDimensions.Count > 0;

    public long Bytes => Shape.Aggregate(ElementBytes, (a, b) => a * b);

    private long ElementBytes => Type switch
    {
        TensorType.UInt8 => 1,
        TensorType.Float16 => 2,
        TensorType.Int64 => 8,
        _ => 4,
    };

    /// <summary>Whether the one can be read where the other is expected, whatever their names.</summary>
    public bool Fits(TensorSpec other) => Type == other.Type && Shape.SequenceEqual(other.Shape);

    /// <summary>Name, type and shape, with a question mark where a dimension is open.</summary>
    public override string ToString()
    {
        string type = Type == TensorType.Float32 ? "float" : Type.ToString().ToLowerInvariant();
        return $"{Name} {type} [{string.Join(',', Shape.Select((size, i) => OpenDimensions.Contains(i) ? "?" : $"{size}"))}]";
    }
}
