namespace VideoSeg.Streaming.Subscriptions;

/// <summary>What happens to a subscriber that reads too slowly.</summary>
public enum SlowSubscriber
{
    /// <summary>It skips results, and is told which.</summary>
    Skip,

    /// <summary>Its subscription ends as soon as a result that it has not read leaves the log.</summary>
    Disconnect,
}
