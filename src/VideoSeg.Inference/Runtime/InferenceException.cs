using VideoSeg.Vision;

namespace VideoSeg.Inference.Runtime;

/// <summary>A graph's run failed, or what it gave contradicts the package. The next frame of the stream is a keyframe.</summary>
public sealed class InferenceException(string message, Exception? inner = null) : VideoSegException(message, inner);
