using VideoSeg.Vision;

namespace VideoSeg.Events.Sinks;

/// <summary>A receiver has answered, and did not accept an event.</summary>
/// <param name="rejection">Whether it is worth sending again.</param>
/// <param name="message">What it answered, without secrets.</param>
/// <param name="retryAfter">When the receiver wants to be asked again; null: it does not say.</param>
public sealed class EventNotAcceptedException(EventRejection rejection, string message, TimeSpan? retryAfter = null) : VideoSegException(message, null)
{
    public EventRejection Rejection { get; } = rejection;

    /// <summary>When the receiver wants to be asked again; null: it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
