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

    /// <summary>Goes with the frame: the session disposes it when the frame has its outcome, or is not taken. Null (default): nothing does.</summary>
    public IDisposable? Pixels { get; init; }

    /// <summary>It does not go on from the frame before, which was of another connection or the end of a clip: the stream begins with it as with its first. Default: no.</summary>
    public bool BeginsAnew { get; init; }
}
