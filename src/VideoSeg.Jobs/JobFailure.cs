using Microsoft.Data.Sqlite;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Acceptance;
using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs;

/// <summary>Why a job failed.</summary>
/// <param name="Cause">Whose fault it was.</param>
/// <param name="Reason">A stable name, such as VIDEO_BROKEN or DISK_FULL.</param>
/// <param name="Message">What was wrong and what is allowed.</param>
public sealed record JobFailure(JobFailureCause Cause, string Reason, string Message)
{
    private const int SqliteFull = 13;

    private static JobFailure DiskFull { get; } = new(JobFailureCause.Limit, "DISK_FULL", "the server's disk is full");

    internal static JobFailure Of(Exception e) => e switch
    {
        JobFailedException failed => failed.Failure,
        VideoException video when video.Message.Contains("No space left", StringComparison.Ordinal) => DiskFull,
        VideoException video => new JobFailure(video.Reason == "VIDEO_NOT_WRITTEN" ? JobFailureCause.Server : JobFailureCause.Source, video.Reason, video.Message),
        ModelNotFoundException or InvalidStreamOptionException => new JobFailure(JobFailureCause.Server, e is ModelNotFoundException ? "MODEL_UNKNOWN" : "OPTION_INVALID", e.Message),
        StreamRefusedException refused => new JobFailure(JobFailureCause.Server, refused.Reason, refused.Message),
        IOException io when FreeSpace.IsFull(io) => DiskFull,
        SqliteException { SqliteErrorCode: SqliteFull } => DiskFull,
        _ => new JobFailure(JobFailureCause.Server, "SERVER_FAILED", "the server failed; its log says why"),
    };
}
