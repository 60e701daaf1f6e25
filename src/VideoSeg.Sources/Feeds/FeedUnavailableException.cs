using VideoSeg.Vision;

namespace VideoSeg.Sources.Feeds;

/// <summary>This server can't read a kind of feed, since a program is missing.</summary>
/// <param name="feed">The name of the kind.</param>
/// <param name="message">What is missing.</param>
public sealed class FeedUnavailableException(string feed, string message) : VideoSegException(message, null)
{
    public string Feed { get; } = feed;
}
