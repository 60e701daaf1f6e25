using VideoSeg.Streaming.Files;
using VideoSeg.Vision;

namespace VideoSeg.Jobs.Registry;

/// <summary>A job names a file that can't be its input.</summary>
public sealed class JobInputRefusedException(FileRefusedException cause) : VideoSegException(cause.Message, cause)
{
    public FileRefusal Refusal { get; } = cause.Refusal;
}
