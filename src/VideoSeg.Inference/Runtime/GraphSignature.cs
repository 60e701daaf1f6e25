namespace VideoSeg.Inference.Runtime;

/// <summary>The inputs and outputs of a graph.</summary>
/// <param name="Path">The ONNX file.</param>
/// <param name="Inputs">By name.</param>
/// <param name="Outputs">By name.</param>
public sealed record GraphSignature(string Path, IReadOnlyDictionary<string, TensorSpec> Inputs, IReadOnlyDictionary<string, TensorSpec> Outputs);
