using VideoSeg.Vision;

namespace VideoSeg.Sources;

/// <summary>There is no source of this stream.</summary>
public sealed class SourceNotFoundException(string streamId)
    : VideoSegException($"there is no source of {(streamId.Length <= 64 ? $"stream '{streamId}'" : "that stream")}", null)
{
    public string StreamId { get; } = streamId;
}
