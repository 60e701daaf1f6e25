using VideoSeg.Vision;

namespace VideoSeg.Jobs.Registry;

/// <summary>A job has no outputs, because it has not succeeded.</summary>
public sealed class JobNotSucceededException(string id, JobState state) : VideoSegException($"the job is {state}; a job that has succeeded has outputs", null)
{
    public string Id { get; } = id;

    public JobState State { get; } = state;
}
