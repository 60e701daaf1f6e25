namespace VideoSeg.Inference.Runtime;

/// <summary>The element types of tensors that graphs may have.</summary>
public enum TensorType
{
#pragma warning disable CA1720 // The names of ONNX's element types.
    Float32,
    UInt8,
    Float16,
    Int32,
    Int64,
#pragma warning restore CA1720
}
