using VideoSeg.Streaming.Results;

namespace VideoSeg.Events.Sinks;

/// <summary>Delivers events to a receiver outside the server. Calls come one at a time.</summary>
public interface IEventSink : IAsyncDisposable
{
    /// <summary>The receiver, for logs: its kind and address, without secrets.</summary>
    string Receiver { get; }

    /// <summary>Completes when the receiver has accepted the event. Any exception means that it has not, and the event is sent again.</summary>
    /// <param name="videoEvent">The event.</param>
    /// <param name="json">The event as JSON.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task SendAsync(VideoEvent videoEvent, ReadOnlyMemory<byte> json, CancellationToken cancellationToken);
}
