namespace VideoSeg.Jobs;

/// <summary>Why a job failed.</summary>
/// <param name="Cause">Whether it was the video, a limit or the server.</param>
/// <param name="Reason">A stable name, such as VIDEO_BROKEN or DISK_FULL.</param>
/// <param name="Message">What was wrong and what is allowed.</param>
public sealed record JobFailure(JobFailureCause Cause, string Reason, string Message);
