using VideoSeg.Streaming;

namespace VideoSeg.Server.Access;

/// <summary>What a call asks for.</summary>
/// <param name="Verb">What is to be done.</param>
/// <param name="Streams">To which streams; null: it is not about streams, or the service itself leaves out what the caller may not see.</param>
internal sealed record Need(Verb Verb, StreamPattern? Streams = null)
{
    /// <summary>About the streams that a message names.</summary>
    /// <param name="verb">What is to be done.</param>
    /// <param name="streams">An id or a pattern. Empty: the server chooses an id, of one token. What is neither is for the service to refuse; until then it counts as all streams.</param>
    public static Need On(Verb verb, string streams) =>
        new(verb, StreamPattern.TryParse(streams.Length == 0 ? "*" : streams, out var pattern) ? pattern : StreamPattern.All);

    public override string ToString() => $"{Verb.ToString().ToLowerInvariant()}{(Streams is null ? "" : $" {Streams}")}";
}
