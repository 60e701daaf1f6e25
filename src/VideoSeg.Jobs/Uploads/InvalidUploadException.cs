using VideoSeg.Vision;

namespace VideoSeg.Jobs.Uploads;

/// <summary>An upload or a chunk is described by a value that is not allowed.</summary>
/// <param name="property">What is not allowed.</param>
/// <param name="message">What was wrong and what is allowed.</param>
public sealed class InvalidUploadException(UploadProperty property, string message) : VideoSegException(message, null)
{
    public UploadProperty Property { get; } = property;
}
