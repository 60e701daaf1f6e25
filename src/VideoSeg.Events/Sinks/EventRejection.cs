namespace VideoSeg.Events.Sinks;

/// <summary>How a receiver did not accept an event.</summary>
public enum EventRejection
{
    /// <summary>The receiver is down or busy: the event is sent again until it is accepted.</summary>
    Unavailable,

    /// <summary>The receiver failed, which may be due to this event: it is sent again a few times.</summary>
    Failed,

    /// <summary>The receiver will never accept it: it is not sent again.</summary>
    Refused,
}
