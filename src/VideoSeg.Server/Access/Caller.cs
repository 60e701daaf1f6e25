using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Access;

/// <summary>Who makes a call, and what they may do.</summary>
/// <param name="Name">As configured, or the subject of a token. Limits and what is kept for a caller go by it.</param>
/// <param name="Rights">May be none: a caller who is known and may do nothing but ask for models.</param>
internal sealed record Caller(string Name, IReadOnlyList<Right> Rights)
{
    /// <summary>Whoever reaches a server that was set up without callers: it listens on this machine alone, unless it was told otherwise.</summary>
    public static Caller Anybody { get; } = new("anybody", [.. Right.TryParse("all", out var all) ? all : []]);

    public bool May(Need need) => Rights.Any(r => r.Verb == need.Verb && (need.Streams is null || r.Streams.Covers(need.Streams)));

    /// <summary>Whether the caller may do this to the one stream; lists leave out the others.</summary>
    public bool May(Verb verb, string streamId) => Rights.Any(r => r.Verb == verb && r.Streams.Matches(streamId));

    /// <exception cref="AccessDeniedException">The caller may not.</exception>
    public void Require(Need need)
    {
        if (DenialOf(need) is { } denied)
        {
            throw denied;
        }
    }

    /// <summary>Null: the caller may.</summary>
    public AccessDeniedException? DenialOf(Need need) =>
        May(need) ? null : new AccessDeniedException(Name, need.ToString(), [.. Rights.Select(r => r.ToString())]);
}
