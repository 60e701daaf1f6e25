using VideoSeg.Vision;

namespace VideoSeg.Streaming.Positions;

/// <summary>There is no subscription of this name.</summary>
/// <param name="name">The name.</param>
public sealed class SubscriptionNotFoundException(SubscriptionName name)
    : VideoSegException($"there is no subscription {name}; Subscribe with this name creates it", null)
{
    /// <summary>The name.</summary>
    public SubscriptionName Name { get; } = name;
}
