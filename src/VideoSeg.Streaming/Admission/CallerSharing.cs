namespace VideoSeg.Streaming.Admission;

/// <summary>How callers share the limits of the server.</summary>
/// <param name="IsFair">
/// Whether no caller can take all of a limit: it may take one more while it has fewer than are left (dynamic thresholds; Choudhury and Hahne, 1998). So the first
/// caller has at most half, and there is always something left for one who comes later. False: the first to come may take all.
/// </param>
public sealed record CallerSharing(bool IsFair)
{
    /// <summary>The first to come may take all.</summary>
    public static CallerSharing None { get; } = new(false);

    /// <summary>Whether a caller that has <paramref name="own"/> of a limit may take one more.</summary>
    /// <param name="own">What the caller has.</param>
    /// <param name="taken">What all callers have.</param>
    /// <param name="limit">What there is.</param>
    public bool Allows(long own, long taken, long limit) => taken < limit && (!IsFair || own < limit - taken);

    /// <summary>Why one more is not allowed, for messages.</summary>
    /// <param name="own">What the caller has.</param>
    /// <param name="taken">What all callers have.</param>
    /// <param name="limit">What there is.</param>
    /// <param name="things">What is counted, such as "streams are open".</param>
    public string Describe(long own, long taken, long limit, string things) => taken >= limit || !IsFair
        ? $"{taken} {things}; at most {limit} are allowed"
        : $"{taken} {things}, {own} of them by this caller; at most {limit} are allowed, and each caller leaves others as many as it has";
}
