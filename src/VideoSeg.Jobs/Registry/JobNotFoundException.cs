using VideoSeg.Vision;

namespace VideoSeg.Jobs.Registry;

/// <summary>The caller has no such job.</summary>
public sealed class JobNotFoundException(string id) : VideoSegException("there is no such job", null)
{
    public string Id { get; } = id;
}
