namespace VideoSeg.Streaming.Results;

/// <summary>What became of one frame. Each frame that a stream accepted has exactly one, in the order of the frame numbers.</summary>
/// <param name="FrameNumber">The client's number of the frame.</param>
/// <param name="PresentationTime">The frame's time in the video, as the client sent it.</param>
/// <param name="Times">When the frame passed each station.</param>
/// <param name="Outcome">The frame's segments, or why there are none.</param>
public sealed record FrameResult(ulong FrameNumber, TimeSpan PresentationTime, FrameTimes Times, FrameOutcome Outcome)
{
    /// <summary>The id of the stream; known once the result is published.</summary>
    public string StreamId { get; init; } = "";

    /// <summary>The events of the stream's zones and lines that became certain with this frame; known once the result is published.</summary>
    public IReadOnlyList<VideoEvent> Events { get; init; } = [];
}
