using System.Text.Json.Nodes;

namespace VideoSeg.Inference.Inspection;

/// <summary>What an ONNX file is taken for.</summary>
/// <param name="Family">The family that may decode it; null: none is known to fit.</param>
/// <param name="Manifest">A model.json to start from; complete but for what is asked.</param>
/// <param name="Tensors">The inputs and outputs, in words.</param>
/// <param name="Reasons">Why it is taken for that.</param>
/// <param name="Questions">What the file does not tell, and what was assumed.</param>
public sealed record NetworkDescription(string? Family, JsonObject Manifest, IReadOnlyList<string> Tensors, IReadOnlyList<string> Reasons, IReadOnlyList<string> Questions);
