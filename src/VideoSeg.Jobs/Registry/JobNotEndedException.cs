using VideoSeg.Vision;

namespace VideoSeg.Jobs.Registry;

/// <summary>A job can't be deleted before it has ended.</summary>
public sealed class JobNotEndedException(string id) : VideoSegException("the job has not ended; cancel it first", null)
{
    public string Id { get; } = id;
}
