using VideoSeg.Vision;

namespace VideoSeg.Streaming.Resuming;

/// <summary>A client comes back with a resume token that is not that of the stream.</summary>
/// <param name="streamId">The stream's id.</param>
public sealed class ResumeTokenMismatchException(string streamId) : VideoSegException($"the resume token is not that of stream '{streamId}'", null)
{
    /// <summary>The stream's id.</summary>
    public string StreamId { get; } = streamId;
}
