using VideoSeg.Vision;

namespace VideoSeg.Streaming.Admission;

/// <summary>A limit of the server is reached.</summary>
/// <param name="quota">What is limited.</param>
/// <param name="limit">The limit.</param>
/// <param name="message">What was wrong and what is allowed.</param>
/// <param name="retryAfter">When to try again; null: something else has to change first.</param>
public sealed class QuotaExceededException(Quota quota, int limit, string message, TimeSpan? retryAfter = null) : VideoSegException(message, null)
{
    /// <summary>What is limited.</summary>
    public Quota Quota { get; } = quota;

    /// <summary>The limit.</summary>
    public int Limit { get; } = limit;

    /// <summary>When to try again; null: something else has to change first.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
