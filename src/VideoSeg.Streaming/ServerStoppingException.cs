using VideoSeg.Vision;

namespace VideoSeg.Streaming;

/// <summary>The server is stopping: come back in a moment, to this server or another one.</summary>
/// <param name="isEarly">Whether frames that were taken have no result, because the deadline of the stop came first.</param>
public sealed class ServerStoppingException(bool isEarly = false)
    : VideoSegException($"the server {(isEarly ? "had to stop before all frames were done" : "is stopping")}; come back in a moment", null)
{
    /// <summary>When to come back.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(1);
}
