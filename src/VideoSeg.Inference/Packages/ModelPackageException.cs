using VideoSeg.Vision;

namespace VideoSeg.Inference.Packages;

/// <summary>A model package is not what it must be. The message names the file, the field, and what is allowed.</summary>
public sealed class ModelPackageException(string file, string problem, Exception? inner = null)
    : VideoSegException($"{file}: {problem}", inner);
