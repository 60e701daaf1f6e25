using VideoSeg.Streaming.Files;
using VideoSeg.Vision;

namespace VideoSeg.Sources.Feeds.VideoFiles;

/// <summary>A source names a file that the server can't use.</summary>
public sealed class SourceFileRefusedException(FileRefusedException cause) : VideoSegException(cause.Message, cause)
{
    public FileRefusal Refusal { get; } = cause.Refusal;
}
