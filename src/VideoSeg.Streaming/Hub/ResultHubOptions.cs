using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Streaming.Hub;

/// <summary>What the server keeps of its results, and for how many.</summary>
public sealed record ResultHubOptions
{
    /// <summary>Results that are kept for subscribers who come late, of all streams. 16 to 10,000,000; default 100,000.</summary>
    [Range(16, 10_000_000)]
    public int MaxResults { get; init; } = 100_000;

    /// <summary>Bytes that they may take, previews included. 65,536 to 68,719,476,736; default 134,217,728 (128 MiB).</summary>
    [Range(65_536, 68_719_476_736)]
    public long MaxBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>How long they are kept. 1 s to 7 days; default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Of MaxBytes, what previews may take: without a share of their own, people who watch would shorten the replay of programs that count.
    /// 0 to 68,719,476,736; default 33,554,432 (32 MiB).
    /// </summary>
    [Range(0, 68_719_476_736)]
    public long MaxPreviewBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Sizes of preview that are made at once: each one that somebody asks for costs an encoding a picture. 1 to 16; default 4.</summary>
    [Range(1, 16)]
    public int MaxPreviewSizes { get; init; } = 4;

    /// <summary>Of preview JPEGs, 1 to 100; default 80.</summary>
    [Range(1, 100)]
    public int PreviewQuality { get; init; } = 80;

    /// <summary>Subscribe calls at once. 1 to 100,000; default 2,000.</summary>
    [Range(1, 100_000)]
    public int MaxSubscribers { get; init; } = 2_000;

    /// <summary>Named subscriptions, whose positions are kept. 1 to 1,000,000; default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxSubscriptions { get; init; } = 1_000;

    /// <summary>
    /// A subscriber with SKIP and without a name who has caught up once, and then falls so far behind, goes on with the newest result: who looks on
    /// wants to see what is, not what was. 0.1 s to 1 day; default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);
}
