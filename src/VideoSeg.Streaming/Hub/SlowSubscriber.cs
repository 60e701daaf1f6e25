namespace VideoSeg.Streaming.Hub;

/// <summary>What happens to a subscriber that reads too slowly.</summary>
public enum SlowSubscriber
{
    /// <summary>What it has no time for is left out, and it is told so.</summary>
    Skip,

    /// <summary>Its subscription ends as soon as something that it has not read leaves the log.</summary>
    Disconnect,
}
