namespace VideoSeg.Client;

/// <summary>The result of a frame.</summary>
/// <param name="Result">The result, with its stream and its position in the results log.</param>
public sealed record SubscribedResult(FrameResult Result) : SubscriptionMessage
{
    internal override ulong? LastPosition => Result.Sequence;
}
