namespace VideoSeg.Streaming;

/// <summary>What happens when frames come faster than they can be processed.</summary>
public enum DeliveryPolicy
{
    /// <summary>No frame is lost; the sender waits.</summary>
    All,

    /// <summary>A newer frame replaces the one that waits, which is reported as dropped.</summary>
    Latest,
}
