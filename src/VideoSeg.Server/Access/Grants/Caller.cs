using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Access.Grants;

/// <summary>An authenticated caller and its grants.</summary>
/// <param name="Name">The configured name, or the subject of a token, for messages.</param>
/// <param name="Id">
/// Quotas, jobs and named subscriptions belong to it: the name of a configured caller, or the issuer and the subject of a token. The two never are equal,
/// because a name in the configuration has no colon.
/// </param>
/// <param name="Grants">May be empty: such a caller can list models and nothing else.</param>
internal sealed record Caller(string Name, string Id, IReadOnlyList<Grant> Grants)
{
    /// <summary>The name of all callers of a server without configured ones. No configured caller has it.</summary>
    public const string AnonymousName = "anybody";

    /// <summary>
    /// Everybody who reaches a server without configured callers, with all permissions. Such a server listens on loopback addresses alone, unless
    /// <c>Serve:InsecureRemote</c> is set.
    /// </summary>
    public static Caller Anonymous { get; } = new(AnonymousName, AnonymousName, [.. Grant.TryParse("all", out var all) ? all : []]);

    /// <summary>A caller of the configuration.</summary>
    public static Caller OfConfiguration(string name, IReadOnlyList<Grant> grants) => new(name, name, grants);

    /// <summary>The caller of a token.</summary>
    public static Caller OfToken(string issuer, string subject, IReadOnlyList<Grant> grants) => new(subject, $"token:{issuer}:{subject}", grants);

    public bool May(Requirement requirement) => Grants.Any(g => g.Covers(requirement));

    /// <summary>Whether the caller has the permission on this one stream; lists leave out the others.</summary>
    public bool May(Permission permission, string streamId) => Grants.Any(g => g.Permission == permission && g.Streams.Matches(streamId));

    /// <exception cref="AccessDeniedException">No grant covers the requirement.</exception>
    public void Require(Requirement requirement)
    {
        if (DenialOf(requirement) is { } denied)
        {
            throw denied;
        }
    }

    /// <summary>The exception that <see cref="Require"/> would throw, or null: the caller has the permission.</summary>
    public AccessDeniedException? DenialOf(Requirement requirement) =>
        May(requirement) ? null : new AccessDeniedException(Name, requirement.ToString(), [.. Grants.Select(g => g.ToString())]);
}
