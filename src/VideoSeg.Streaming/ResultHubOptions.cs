using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Streaming;

/// <summary>The limits of the results log, of subscriptions and of previews.</summary>
public sealed record ResultHubOptions
{
    /// <summary>
    /// Results of live streams that the log keeps for subscribers; jobs have an eighth as many beside them. When it is full, the stream that holds most loses
    /// its oldest result. 16 to 10,000,000; default 100,000.
    /// </summary>
    [Range(16, 10_000_000)]
    public int MaxResults { get; init; } = 100_000;

    /// <summary>Bytes that these results may take, previews included, shared as <see cref="MaxResults"/>. 65,536 to 68,719,476,736; default 134,217,728 (128 MiB).</summary>
    [Range(65_536, 68_719_476_736)]
    public long MaxBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>How long results are kept. 1 s to 7 days; default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Bytes that previews may take of MaxBytes: without a limit of their own they would shorten the replay of results.
    /// 0 to 68,719,476,736; default 33,554,432 (32 MiB).
    /// </summary>
    [Range(0, 68_719_476_736)]
    public long MaxPreviewBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Preview sizes in use at once: each one costs a JPEG encoding for each picture. 1 to 16; default 4.</summary>
    [Range(1, 16)]
    public int MaxPreviewSizes { get; init; } = 4;

    /// <summary>The JPEG quality of previews, 1 to 100; default 80.</summary>
    [Range(1, 100)]
    public int PreviewQuality { get; init; } = 80;

    /// <summary>Subscribe calls at once. 1 to 100,000; default 2,000.</summary>
    [Range(1, 100_000)]
    public int MaxSubscribers { get; init; } = 2_000;

    /// <summary>Named subscriptions, whose positions are kept. 1 to 1,000,000; default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxSubscriptions { get; init; } = 1_000;

    /// <summary>
    /// Unnamed SKIP subscribers that have caught up once and then fall this far behind jump to the newest result. 0.1 s to 1 day; default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);
}
