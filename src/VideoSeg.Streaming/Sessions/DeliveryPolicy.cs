namespace VideoSeg.Streaming.Sessions;

/// <summary>What happens when frames come faster than they can be processed.</summary>
public enum DeliveryPolicy
{
    /// <summary>No frame is lost; the sender waits.</summary>
    All,

    /// <summary>The newest frame wins; what is passed over is reported as dropped.</summary>
    Latest,
}
