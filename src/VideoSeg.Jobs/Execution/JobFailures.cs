using VideoSeg.Jobs.Storage;
using VideoSeg.Streaming.Acceptance;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Files;
using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs.Execution;

/// <summary>Turns the exception that ended a job into the failure that its owner sees.</summary>
internal static class JobFailures
{
    private static readonly JobFailure DiskFull = new(JobFailureCause.Limit, "DISK_FULL", "the server's disk is full");

    public static JobFailure Of(Exception e) => e switch
    {
        JobFailedException failed => failed.Failure,
        VideoException video when video.Message.Contains("No space left", StringComparison.Ordinal) => DiskFull,
        VideoException { Reason: "VIDEO_TOO_LARGE" } large => new JobFailure(JobFailureCause.Limit, large.Reason, large.Message),
        DecodeMemoryException memory => new JobFailure(JobFailureCause.Limit, "DECODE_MEMORY_EXHAUSTED", memory.Message),
        VideoException video => new JobFailure(
            video.Reason switch
            {
                "VIDEO_NOT_WRITTEN" or "VIDEO_PROGRAM_MISSING" => JobFailureCause.Server,
                _ => JobFailureCause.Input,
            },
            video.Reason,
            video.Message),
        ModelNotFoundException or InvalidStreamOptionException => new JobFailure(JobFailureCause.Server, e is ModelNotFoundException ? "MODEL_UNKNOWN" : "OPTION_INVALID", e.Message),
        IOException io when FreeSpace.IsFull(io) => DiskFull,
        SqliteFileException { IsFull: true } => DiskFull,
        _ => new JobFailure(JobFailureCause.Server, "SERVER_FAILED", "the server failed; its log says why"),
    };
}
