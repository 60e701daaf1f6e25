using VideoSeg.Vision;

namespace VideoSeg.Streaming.Acceptance;

/// <summary>An option of a stream is not allowed.</summary>
/// <param name="option">The name of the property of <see cref="StreamOptions"/>.</param>
/// <param name="message">What was wrong and what is allowed.</param>
public sealed class InvalidStreamOptionException(string option, string message) : VideoSegException(message, null)
{
    /// <summary>The name of the property of <see cref="StreamOptions"/>.</summary>
    public string Option { get; } = option;
}
