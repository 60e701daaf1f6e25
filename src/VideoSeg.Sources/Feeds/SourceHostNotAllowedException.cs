using VideoSeg.Vision;

namespace VideoSeg.Sources.Feeds;

/// <summary>A source is at a host from which the server does not fetch (Sources:Hosts).</summary>
/// <param name="host">The host.</param>
/// <param name="message">What is allowed.</param>
public sealed class SourceHostNotAllowedException(string host, string message) : VideoSegException(message, null)
{
    public string Host { get; } = host;
}
