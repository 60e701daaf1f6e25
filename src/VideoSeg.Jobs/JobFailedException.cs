using VideoSeg.Vision;

namespace VideoSeg.Jobs;

/// <summary>A job can't go on.</summary>
internal sealed class JobFailedException(JobFailure failure) : VideoSegException(failure.Message, null)
{
    public JobFailure Failure { get; } = failure;
}
