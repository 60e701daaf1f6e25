using VideoSeg.Inference;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// A frame on its way through a session. It owns what it carries: what was seen of its pixels first, then the network's step. One that has its outcome
/// already (it was dropped, or failed) passes the later loops as it is, which keeps results in order.
/// </summary>
internal sealed class FrameInProgress(SubmittedFrame submitted, DateTimeOffset queued) : IDisposable
{
    public ulong FrameNumber { get; } = submitted.FrameNumber;

    public TimeSpan PresentationTime { get; } = submitted.PresentationTime;

    /// <summary>As sent; let go once it is decoded or the frame has ended, for its bytes are most of what a waiting frame costs.</summary>
    public FramePicture? Picture { get; private set; } = submitted.Picture;

    public FrameTimes Times { get; set; } = new(submitted.Received, queued);

    /// <summary>Of the frame as sent; known once it is decoded.</summary>
    public PixelSize Size { get; private set; }

    public SightedFrame? Sighted { get; private set; }

    public NetworkStep? Step { get; private set; }

    public FrameOutcome? Outcome { get; private set; }

    public void Decoded(SightedFrame sighted, DateTimeOffset now)
    {
        Picture = null;
        Sighted = sighted;
        Size = sighted.Size;
        Times = Times with { Decoded = now };
    }

    /// <summary>The step has all that it needs of the frame.</summary>
    public void Prepared(NetworkStep step)
    {
        Step = step;
        Sighted = null;
    }

    public void Inferred(DateTimeOffset now) => Times = Times with { Inferred = now };

    /// <summary>The frame has its outcome; nothing that it carries is needed any more.</summary>
    public void Ended(FrameOutcome outcome, DateTimeOffset now)
    {
        Outcome = outcome;
        Times = Times with { Done = now };
        Picture = null;
        Dispose();
    }

    /// <summary>What became of a frame that has ended.</summary>
    public FrameResult ToResult() => new(FrameNumber, PresentationTime, Times, Outcome!);

    public void Dispose()
    {
        Sighted?.Dispose();
        Sighted = null;
        Step?.Dispose();
        Step = null;
    }
}
