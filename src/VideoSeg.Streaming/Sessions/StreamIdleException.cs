using VideoSeg.Vision;

namespace VideoSeg.Streaming.Sessions;

/// <summary>A stream got no frame, and none of its results was read, for too long.</summary>
/// <param name="limit">The time after which an idle stream is ended.</param>
public sealed class StreamIdleException(TimeSpan limit)
    : VideoSegException($"no frame came and no result was read for {limit.TotalSeconds:0} s, after which this server ends a stream", null)
{
    /// <summary>The time after which an idle stream is ended.</summary>
    public TimeSpan Limit { get; } = limit;
}
