using VideoSeg.Vision;

namespace VideoSeg.Sources.Feeds;

/// <summary>A source has a URI of a scheme that is not allowed (Sources:Schemes).</summary>
/// <param name="scheme">The scheme of the URI.</param>
/// <param name="allowed">What is allowed, for the message.</param>
public sealed class SourceSchemeNotAllowedException(string scheme, string allowed) : VideoSegException($"the uri begins with '{scheme}:'; allowed are {allowed}", null)
{
    public string Scheme { get; } = scheme;
}
