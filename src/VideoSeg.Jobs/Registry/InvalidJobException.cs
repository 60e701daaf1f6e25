using VideoSeg.Vision;

namespace VideoSeg.Jobs.Registry;

/// <summary>The outputs that a job asks for are not allowed.</summary>
/// <param name="message">What is wrong, and what is allowed.</param>
/// <param name="output">The name that no output has; null: the job asks for none.</param>
public sealed class InvalidJobException(string message, string? output = null) : VideoSegException(message, null)
{
    public string? Output { get; } = output;
}
