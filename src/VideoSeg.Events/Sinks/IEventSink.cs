namespace VideoSeg.Events.Sinks;

/// <summary>Delivers events to a receiver outside the server. Calls come one at a time.</summary>
public interface IEventSink : IAsyncDisposable
{
    /// <summary>The receiver, for logs and metrics: its kind and address, without secrets.</summary>
    string Receiver { get; }

    /// <summary>Called once, before the first event. It must not wait.</summary>
    void Start()
    {
    }

    /// <summary>Completes when the receiver has accepted the event. An exception means that it has not: <see cref="EventNotAcceptedException"/> says whether it is sent again, with any other it is.</summary>
    /// <param name="message">The event.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task SendAsync(EventMessage message, CancellationToken cancellationToken);
}
