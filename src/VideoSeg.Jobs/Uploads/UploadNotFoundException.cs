using VideoSeg.Vision;

namespace VideoSeg.Jobs.Uploads;

/// <summary>The caller has no such upload.</summary>
public sealed class UploadNotFoundException(string id) : VideoSegException("upload not found, already used by a job, or expired", null)
{
    public string Id { get; } = id;
}
