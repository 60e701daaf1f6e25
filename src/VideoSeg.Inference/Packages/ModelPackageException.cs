using VideoSeg.Vision;

namespace VideoSeg.Inference.Packages;

/// <summary>A model package breaks its contract. The message names the file, the field, and what is allowed.</summary>
public sealed class ModelPackageException(string file, string problem, Exception? inner = null)
    : VideoSegException($"{file}: {problem}", inner);
