using VideoSeg.Vision;

namespace VideoSeg.Streaming.Sessions;

/// <summary>A stream of this id is open.</summary>
/// <param name="streamId">The id.</param>
/// <param name="retryAfter">When to try again.</param>
/// <param name="isClientGone">Whether the stream waits for its client to come back.</param>
public sealed class StreamIdInUseException(string streamId, TimeSpan retryAfter, bool isClientGone) : VideoSegException(
    isClientGone
        ? $"the stream '{streamId}' waits for its client to come back, for {retryAfter.TotalSeconds:0} s more; choose another id, or none to be given one"
        : $"a stream with the id '{streamId}' is open; choose another id, or none to be given one",
    null)
{
    /// <summary>The id.</summary>
    public string StreamId { get; } = streamId;

    /// <summary>Where the client is gone: when the id will be free unless it comes back. Otherwise a moment, since the client may just be leaving.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
