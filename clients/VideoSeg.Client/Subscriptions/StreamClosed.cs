using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>A stream that matches the pattern was closed.</summary>
/// <param name="State">The stream's final counters.</param>
public sealed record StreamClosed(StreamState State) : SubscriptionMessage;
