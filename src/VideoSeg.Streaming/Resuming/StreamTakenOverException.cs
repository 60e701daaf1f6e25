using VideoSeg.Vision;

namespace VideoSeg.Streaming.Resuming;

/// <summary>The stream's client came back by another call, or its caller opened the id again, so that this call ends.</summary>
/// <param name="streamId">The stream's id.</param>
public sealed class StreamTakenOverException(string streamId) : VideoSegException($"another call of the same caller has taken over the stream '{streamId}'", null)
{
    /// <summary>The stream's id.</summary>
    public string StreamId { get; } = streamId;
}
