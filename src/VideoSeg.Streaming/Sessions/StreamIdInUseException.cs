using VideoSeg.Vision;

namespace VideoSeg.Streaming.Sessions;

/// <summary>A stream of this id is open.</summary>
/// <param name="streamId">The id.</param>
/// <param name="retryAfter">When the id will be free unless the stream's client, which is gone, comes back; null: its client is there.</param>
public sealed class StreamIdInUseException(string streamId, TimeSpan? retryAfter) : VideoSegException(
    retryAfter is null
        ? $"a stream with the id '{streamId}' is open; choose another id, or none to be given one"
        : $"the stream '{streamId}' waits for its client to come back; choose another id, or none to be given one",
    null)
{
    /// <summary>The id.</summary>
    public string StreamId { get; } = streamId;

    /// <summary>When the id will be free unless the stream's client comes back; null: its client is there.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
