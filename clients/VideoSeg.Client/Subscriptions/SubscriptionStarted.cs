namespace VideoSeg.Client;

/// <summary>The subscription begins. It comes once for each connection.</summary>
/// <param name="NextSequence">The first position that is sent.</param>
/// <param name="FirstKeptSequence">The oldest position in the results log.</param>
/// <param name="Missing">The number of results between the requested position and the oldest one in the log.</param>
public sealed record SubscriptionStarted(ulong NextSequence, ulong FirstKeptSequence, ulong Missing) : SubscriptionMessage;
