using VideoSeg.Vision;

namespace VideoSeg.Streaming.Subscriptions;

/// <summary>No stream of this id is open.</summary>
/// <param name="streamId">The id; a long one is not repeated in the message.</param>
public sealed class StreamNotFoundException(string streamId)
    : VideoSegException($"no stream {(streamId.Length <= 64 ? $"'{streamId}'" : $"whose id has {streamId.Length} characters")} is open", null)
{
    /// <summary>The id.</summary>
    public string StreamId { get; } = streamId;
}
