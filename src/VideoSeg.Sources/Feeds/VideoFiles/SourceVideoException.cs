using VideoSeg.Vision;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.VideoFiles;

/// <summary>A source names a file that is not a video.</summary>
public sealed class SourceVideoException(VideoException cause) : VideoSegException(cause.Message, cause)
{
    /// <summary>A stable name, such as VIDEO_FORMAT_UNKNOWN.</summary>
    public string Reason { get; } = cause.Reason;
}
