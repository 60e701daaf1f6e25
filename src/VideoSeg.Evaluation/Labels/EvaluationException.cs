using VideoSeg.Vision;

namespace VideoSeg.Evaluation.Labels;

/// <summary>Ground truth or prediction can't be scored: something is missing, or doesn't fit.</summary>
public sealed class EvaluationException(string message, Exception? inner = null) : VideoSegException(message, inner);
