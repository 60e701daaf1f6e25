using System.Diagnostics;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>A frame as it is handed in.</summary>
/// <param name="FrameNumber">The frame's number, from 0, rising within a stream.</param>
/// <param name="PresentationTime">The time since the start of the video.</param>
/// <param name="Picture">The picture, not decoded yet; its bytes belong to the pipeline from now on.</param>
/// <param name="Received">When its message was read.</param>
public sealed record SubmittedFrame(ulong FrameNumber, TimeSpan PresentationTime, FramePicture Picture, DateTimeOffset Received)
{
    /// <summary>The parent of its span; null (default): it is not traced.</summary>
    public ActivityContext? Trace { get; init; }

    /// <summary>The owner of the picture's memory: disposed when its step is prepared, the frame has its outcome, or is not taken. Null (default): the garbage collector owns it.</summary>
    public IDisposable? Pixels { get; init; }

    /// <summary>Whether the frame does not continue the one before, which was of another connection or the end of a clip: it becomes a keyframe. Default: no.</summary>
    public bool IsDiscontinuity { get; init; }
}
