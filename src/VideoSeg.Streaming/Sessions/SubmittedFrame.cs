using System.Diagnostics;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Streaming.Sessions;

/// <summary>A frame as a client handed it in.</summary>
/// <param name="FrameNumber">From 0, rising within a stream.</param>
/// <param name="PresentationTime">From the start of the video.</param>
/// <param name="Picture">Not decoded yet; its bytes belong to the session from now on.</param>
/// <param name="Received">When its message was read.</param>
public sealed record SubmittedFrame(ulong FrameNumber, TimeSpan PresentationTime, FramePicture Picture, DateTimeOffset Received)
{
    /// <summary>What its span is a child of (default: nothing); null: it is not traced.</summary>
    public ActivityContext? Trace { get; init; }
}
