using VideoSeg.Vision;

namespace VideoSeg.Sources.Feeds;

/// <summary>A source is described by a value that is not allowed.</summary>
/// <param name="property">What is not allowed.</param>
/// <param name="message">What was wrong and what is allowed.</param>
public sealed class InvalidSourceException(SourceProperty property, string message) : VideoSegException(message, null)
{
    public SourceProperty Property { get; } = property;
}
