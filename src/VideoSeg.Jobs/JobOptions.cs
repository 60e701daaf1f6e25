using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Jobs;

/// <summary>How video files are segmented as jobs.</summary>
public sealed record JobOptions
{
    /// <summary>
    /// The folder of jobs, uploads and outputs; one server process at a time uses it. Empty (default): a temporary folder, which is removed when the server
    /// stops.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Folder { get; init; } = "";

    /// <summary>Folders whose files a job or a source may name, joined by ";". Neither ".." nor a link leads out of them. Empty (default): none; files are uploaded.</summary>
    [Required(AllowEmptyStrings = true)]
    public string Roots { get; init; } = "";

    /// <summary>Jobs that run in parallel. 1 to 16; default 1: one keeps the network busy.</summary>
    [Range(1, 16)]
    public int MaxRunning { get; init; } = 1;

    /// <summary>Jobs that may wait; more are refused. 1 to 100,000; default 10,000.</summary>
    [Range(1, 100_000)]
    public int MaxWaiting { get; init; } = 10_000;

    /// <summary>Frames of a chunk: at most so many are segmented again after the server process was killed. 8 to 10,000; default 64. Rounded up to whole keyframe intervals.</summary>
    [Range(8, 10_000)]
    public int SegmentFrames { get; init; } = 64;

    /// <summary>The largest upload, in bytes. 1 to 2^50; default 68,719,476,736 (64 GiB).</summary>
    [Range(1L, 1L << 50)]
    public long MaxUploadBytes { get; init; } = 64L << 30;

    /// <summary>An upload that got no chunk for so long, and is not used by a job, is removed. 1 minute to 365 days; default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan UploadLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Uploads that no job has taken yet, of all callers; more are refused. 1 to 100,000; default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxUploads { get; init; } = 1_000;

    /// <summary>A job that ended so long ago is deleted with its outputs. 0 s to 3,650 days; default 30 days; 0: never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Free space of the disk that jobs and uploads leave, in bytes. 0 to 2^60; default 268,435,456 (256 MiB).</summary>
    [Range(0L, 1L << 60)]
    public long MinFreeBytes { get; init; } = 256L << 20;
}
