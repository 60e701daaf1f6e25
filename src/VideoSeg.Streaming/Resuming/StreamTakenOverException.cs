using VideoSeg.Vision;

namespace VideoSeg.Streaming.Resuming;

/// <summary>The client of the stream came back by another call, so that this one ends.</summary>
/// <param name="streamId">The stream's id.</param>
public sealed class StreamTakenOverException(string streamId) : VideoSegException($"the client of stream '{streamId}' came back by another call", null)
{
    /// <summary>The stream's id.</summary>
    public string StreamId { get; } = streamId;
}
