namespace VideoSeg.Streaming.Results;

/// <summary>What became of one frame. Each frame that a session accepted has exactly one, in the order of the frame numbers.</summary>
/// <param name="FrameNumber">The client's.</param>
/// <param name="PresentationTime">As the client sent it.</param>
/// <param name="Times">When it passed each station.</param>
/// <param name="Outcome">Its segments, or why there are none.</param>
public sealed record FrameResult(ulong FrameNumber, TimeSpan PresentationTime, FrameTimes Times, FrameOutcome Outcome)
{
    /// <summary>Whose frame it was; known once the result is published.</summary>
    public string StreamId { get; init; } = "";

    /// <summary>Its place in the server's log of all streams, from 1; 0: it is not in the log.</summary>
    public ulong Sequence { get; init; }

    /// <summary>What became certain with it at the stream's zones and lines.</summary>
    public IReadOnlyList<VideoEvent> Events { get; init; } = [];

    /// <summary>What it holds in memory, nearly: what is kept of results is bounded by it.</summary>
    public long Bytes => 200 + Outcome.Bytes + (150 * Events.Count);
}
