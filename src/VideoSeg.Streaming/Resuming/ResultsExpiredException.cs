using VideoSeg.Vision;

namespace VideoSeg.Streaming.Resuming;

/// <summary>A client came back too late: results that it misses were dropped, so that its stream has ended.</summary>
/// <param name="streamId">The stream's id.</param>
/// <param name="lastFrameNumber">The frame number of the last result that the client holds; null: it holds none.</param>
public sealed class ResultsExpiredException(string streamId, ulong? lastFrameNumber) : VideoSegException(
    $"stream '{streamId}' has ended: of the results behind {(lastFrameNumber is null ? "its beginning" : $"frame {lastFrameNumber}")} some are not kept any more; open it with a config", null)
{
    /// <summary>The stream's id.</summary>
    public string StreamId { get; } = streamId;

    /// <summary>The frame number of the last result that the client holds; null: it holds none.</summary>
    public ulong? LastFrameNumber { get; } = lastFrameNumber;
}
