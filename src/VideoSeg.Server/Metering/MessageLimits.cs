using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Metering;

/// <summary>What one call may send.</summary>
/// <param name="First">The largest first message, in bytes.</param>
/// <param name="Later">The largest of the messages after it, in bytes.</param>
/// <param name="Patience">How long the first message may take, and any message that has begun.</param>
internal sealed record MessageLimits(int First, int Later, TimeSpan Patience)
{
    /// <summary>A message of more than this many bytes has more time.</summary>
    private const int SmallBytes = 64 * 1024;

    /// <summary>The slowest connection on which large messages arrive in time, in bytes a second.</summary>
    private const int SlowestBytesPerSecond = 4 * 1024;

    /// <summary>What a call of StreamSegment may send, over any transport.</summary>
    public static MessageLimits OfStream(ServeOptions serve) => new(serve.MaxRequestBytes, serve.MaxMessageBytes, serve.FirstMessageTimeout);

    /// <summary>How long a message of this size may take once it has begun.</summary>
    public TimeSpan PatienceFor(int bytes) => Patience + TimeSpan.FromSeconds(Math.Max(0, bytes - SmallBytes) / SlowestBytesPerSecond);
}
