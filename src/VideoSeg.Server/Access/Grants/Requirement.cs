using VideoSeg.Streaming;

namespace VideoSeg.Server.Access.Grants;

/// <summary>The permission that a request requires.</summary>
/// <param name="Permission">What is to be done.</param>
/// <param name="Streams">To which streams; null: the request is not about streams, or the service itself leaves out those that the caller may not see.</param>
internal sealed record Requirement(Permission Permission, StreamPattern? Streams = null)
{
    /// <summary>The requirement of a message that names streams.</summary>
    /// <param name="permission">What is to be done.</param>
    /// <param name="streams">
    /// An id or a pattern. Empty: the server chooses an id of one token. Malformed text counts as all streams here; the service rejects it later.
    /// </param>
    public static Requirement On(Permission permission, string streams) =>
        new(permission, StreamPattern.TryParse(streams.Length == 0 ? "*" : streams, out var pattern) ? pattern : StreamPattern.All);

    public override string ToString() => $"{Permission.ToString().ToLowerInvariant()}{(Streams is null ? "" : $" {Streams}")}";
}
