namespace VideoSeg.Inference.Runtime;

/// <summary>The inputs and outputs of a graph.</summary>
/// <param name="Path">The ONNX file.</param>
/// <param name="Inputs">By name, in the order of the file.</param>
/// <param name="Outputs">By name, in the order of the file.</param>
public sealed record GraphSignature(string Path, IReadOnlyDictionary<string, TensorSpec> Inputs, IReadOnlyDictionary<string, TensorSpec> Outputs)
{
    /// <summary>What the exporter wrote into the file besides the graph: text by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
