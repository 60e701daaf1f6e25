using VideoSeg.Vision;

namespace VideoSeg.Sources;

/// <summary>Sources:Schemes has a scheme that no feed connects to, so the server does not start.</summary>
public sealed class UnknownSchemeException(string scheme, IEnumerable<string> known)
    : VideoSegException($"'{scheme}' is not a scheme of sources (Sources:Schemes); allowed are {string.Join(", ", known)}", null)
{
    public string Scheme { get; } = scheme;
}
