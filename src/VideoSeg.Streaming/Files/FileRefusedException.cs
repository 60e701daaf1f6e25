using VideoSeg.Vision;

namespace VideoSeg.Streaming.Files;

/// <summary>A file that a caller names can't be used.</summary>
/// <param name="refusal">Why it can't be used.</param>
/// <param name="message">What was wrong and what is allowed.</param>
public sealed class FileRefusedException(FileRefusal refusal, string message) : VideoSegException(message, null)
{
    public FileRefusal Refusal { get; } = refusal;
}
