namespace VideoSeg.Server.Access.Grants;

/// <summary>Who a credential belongs to.</summary>
/// <param name="Caller">The caller; null: there is none.</param>
/// <param name="Problem">Why there is none; never repeats the credential.</param>
/// <param name="Expires">When the credential expires. <see cref="DateTimeOffset.MaxValue"/>: never.</param>
internal readonly record struct CallerIdentity(Caller? Caller, string Problem, DateTimeOffset Expires)
{
    /// <summary>Nobody, and why.</summary>
    public static CallerIdentity None(string problem) => new(null, problem, DateTimeOffset.MaxValue);

    /// <summary>A caller whose credential does not expire, or nobody.</summary>
    public static CallerIdentity Of(Caller? caller, string problem = "") => new(caller, problem, DateTimeOffset.MaxValue);
}
