using VideoSeg.Streaming.Results;

namespace VideoSeg.Events;

/// <summary>A place outside that events go to.</summary>
internal interface IEventSink : IAsyncDisposable
{
    /// <summary>Its kind, for metrics.</summary>
    string Kind { get; }

    /// <summary>For logs: the kind and where to, without what may be secret.</summary>
    string Name { get; }

    /// <summary>Ends when the other side has taken the event; what it throws says why it was not.</summary>
    /// <param name="told">The event.</param>
    /// <param name="json">The same in JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task SendAsync(VideoEvent told, ReadOnlyMemory<byte> json, CancellationToken cancellationToken);
}
