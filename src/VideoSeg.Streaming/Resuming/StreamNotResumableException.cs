using VideoSeg.Vision;

namespace VideoSeg.Streaming.Resuming;

/// <summary>A client comes back to a stream that does not exist any more.</summary>
/// <param name="streamId">The id; a long one is not repeated in the message.</param>
public sealed class StreamNotResumableException(string streamId) : VideoSegException(
    $"there is no stream {(streamId.Length <= 64 ? $"'{streamId}' " : "")}to come back to: it ended, its client was gone for too long, or the server was restarted; open it with a config", null)
{
    /// <summary>The id.</summary>
    public string StreamId { get; } = streamId;
}
