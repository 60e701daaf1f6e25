namespace VideoSeg.Client;

/// <summary>Results that the subscriber did not get, because it was too slow or they had left the log.</summary>
/// <param name="FirstSequence">The first missed position.</param>
/// <param name="LastSequence">The last missed position.</param>
/// <param name="Count">The most results that the range can hold, of all streams.</param>
public sealed record MissedResults(ulong FirstSequence, ulong LastSequence, ulong Count) : SubscriptionMessage
{
    internal override ulong? LastPosition => LastSequence;
}
