namespace VideoSeg.Streaming.Jobs;

/// <summary>Why a job failed.</summary>
/// <param name="Cause">Whose fault it was.</param>
/// <param name="Reason">A stable name, such as VIDEO_BROKEN or DISK_FULL.</param>
/// <param name="Message">What was wrong and what is allowed.</param>
public sealed record JobFailure(JobFailureCause Cause, string Reason, string Message);
