using VideoSeg.Vision;

namespace VideoSeg.Inference.Runtime;

/// <summary>The execution provider that was asked for is not in this build, or can't start.</summary>
public sealed class ExecutionProviderException(string message, Exception? inner = null) : VideoSegException(message, inner);
