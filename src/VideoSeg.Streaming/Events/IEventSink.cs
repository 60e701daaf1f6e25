namespace VideoSeg.Streaming.Events;

/// <summary>A place outside that events go to.</summary>
internal interface IEventSink : IAsyncDisposable
{
    /// <summary>For logs: where to, without a secret.</summary>
    string Name { get; }

    /// <summary>Ends when the other side has taken the event.</summary>
    /// <param name="told">The event.</param>
    /// <param name="json">The same in JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EventSinkException">It was not taken.</exception>
    Task SendAsync(VideoEvent told, ReadOnlyMemory<byte> json, CancellationToken cancellationToken);
}
