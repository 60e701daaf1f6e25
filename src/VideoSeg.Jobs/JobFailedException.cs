using VideoSeg.Vision;

namespace VideoSeg.Jobs;

/// <summary>A job can't continue. It ends the job, and reaches no caller.</summary>
internal sealed class JobFailedException(JobFailure failure) : VideoSegException(failure.Message, null)
{
    public JobFailure Failure { get; } = failure;
}
