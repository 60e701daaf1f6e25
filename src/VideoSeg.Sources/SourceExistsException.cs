using VideoSeg.Vision;

namespace VideoSeg.Sources;

/// <summary>There is a source of this stream already.</summary>
public sealed class SourceExistsException(string streamId) : VideoSegException($"there is a source of stream '{streamId}'; delete it, or choose another id", null)
{
    public string StreamId { get; } = streamId;
}
