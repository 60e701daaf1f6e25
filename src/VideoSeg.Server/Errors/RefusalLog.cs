using System.Threading.RateLimiting;

namespace VideoSeg.Server.Errors;

/// <summary>Logs calls that were refused: strangers decide how many there are, so some lines a second are written, and the others are counted.</summary>
internal sealed partial class RefusalLog(ILogger<RefusalLog> logger) : IDisposable
{
    private readonly TokenBucketRateLimiter _lines = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = 20,
        TokensPerPeriod = 10,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });

    private long _suppressed;

    /// <param name="called">The method or the path.</param>
    /// <param name="reason">The stable name of the cause.</param>
    /// <param name="problem">What was wrong.</param>
    public void Write(string called, string reason, string problem)
    {
        using var line = _lines.AttemptAcquire();
        if (!line.IsAcquired)
        {
            Interlocked.Increment(ref _suppressed);
            return;
        }

        if (Interlocked.Exchange(ref _suppressed, 0) is var suppressed and > 0)
        {
            Log.Suppressed(logger, suppressed);
        }

        Log.Refused(logger, called, reason, problem);
    }

    public void Dispose() => _lines.Dispose();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Called} was refused: {Reason}: {Cause}")]
        public static partial void Refused(ILogger logger, string called, string reason, string cause);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Count} more calls were refused; their lines were left out")]
        public static partial void Suppressed(ILogger logger, long count);
    }
}
