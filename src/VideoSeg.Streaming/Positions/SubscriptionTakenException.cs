using VideoSeg.Vision;

namespace VideoSeg.Streaming.Positions;

/// <summary>Another call reads the subscription of this name now.</summary>
/// <param name="name">The name.</param>
public sealed class SubscriptionTakenException(SubscriptionName name) : VideoSegException($"another call has taken the subscription {name}", null)
{
    /// <summary>The name.</summary>
    public SubscriptionName Name { get; } = name;
}
