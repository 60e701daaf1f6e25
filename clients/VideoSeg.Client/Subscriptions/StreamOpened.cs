using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>A stream that matches the pattern was opened, or was open already when the subscription began.</summary>
/// <param name="State">The stream's model, categories and counters.</param>
public sealed record StreamOpened(StreamState State) : SubscriptionMessage;
