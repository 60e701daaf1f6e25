namespace VideoSeg.Streaming.Results;

/// <summary>The frame has no segmentation; the stream goes on.</summary>
/// <param name="Cause">What kind of failure it is.</param>
/// <param name="Reason">A stable name, such as PICTURE_BROKEN.</param>
/// <param name="Message">What was wrong and what is allowed.</param>
/// <param name="RetryAfter">When such a frame would be accepted; null: trying again does not help.</param>
public sealed record FrameFailed(FrameFailureCause Cause, string Reason, string Message, TimeSpan? RetryAfter = null) : FrameOutcome;
