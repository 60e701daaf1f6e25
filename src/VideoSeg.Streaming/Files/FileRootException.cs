using VideoSeg.Vision;

namespace VideoSeg.Streaming.Files;

/// <summary>A folder whose files callers may name is missing, so the server does not start.</summary>
/// <param name="folder">As it is configured.</param>
public sealed class FileRootException(string folder) : VideoSegException($"there is no folder '{folder}' to take videos from (--job-roots)", null)
{
    public string Folder { get; } = folder;
}
