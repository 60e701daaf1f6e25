namespace VideoSeg.Client;

/// <summary>The subscription begins. It comes once for each connection.</summary>
/// <param name="NextSequence">The first position that is sent.</param>
/// <param name="FirstKeptSequence">The oldest position in the results log.</param>
/// <param name="Missing">The number of results between the requested position and the oldest one in the log.</param>
public sealed record SubscriptionStarted(ulong NextSequence, ulong FirstKeptSequence, ulong Missing) : SubscriptionMessage
{
    /// <summary>
    /// Whether the position is of an earlier results log, because the server was restarted without durable data, or lost its data. The results in between are
    /// lost, and their number is not known; <see cref="Missing"/> counts those of the new log. The subscription begins at the oldest result.
    /// </summary>
    public bool IsLogReset { get; init; }

    /// <summary>Whether the server had no position for the name of the subscription, and has created it.</summary>
    public bool IsCreated { get; init; }

    /// <summary>A connection that breaks before its first result continues where this one began.</summary>
    internal override ulong? LastPosition => NextSequence == 0 ? null : NextSequence - 1;
}
