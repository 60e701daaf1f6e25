using Google.Rpc;
using VideoSeg.Jobs;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Server.Errors;

/// <summary>The status codes of failures that are results themselves: of a frame, and of a job.</summary>
internal static class FailureCodes
{
    public static Code CodeOf(FrameFailureCause cause) => cause switch
    {
        FrameFailureCause.Picture => Code.InvalidArgument,
        FrameFailureCause.Limit => Code.ResourceExhausted,
        FrameFailureCause.Server => Code.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };

    public static Code CodeOf(JobFailureCause cause) => cause switch
    {
        JobFailureCause.Input => Code.InvalidArgument,
        JobFailureCause.Limit => Code.ResourceExhausted,
        JobFailureCause.Server => Code.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };
}
