using VideoSeg.Vision;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>A subscriber that asked to be disconnected rather than to skip results was too slow.</summary>
/// <param name="firstMissedSequence">The first sequence that it did not get.</param>
public sealed class SubscriberTooSlowException(ulong firstMissedSequence) : VideoSegException(
    $"the subscriber was too slow: the result of sequence {firstMissedSequence}, the first that it did not get, has left the log", null)
{
    /// <summary>The first sequence that it did not get.</summary>
    public ulong FirstMissedSequence { get; } = firstMissedSequence;
}
