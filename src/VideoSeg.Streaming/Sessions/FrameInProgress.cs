using System.Diagnostics;
using VideoSeg.Inference;
using VideoSeg.Streaming.Hub;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// A frame on its way through a session. It owns what it carries: what was seen of its pixels first, then the network's step. One that has its outcome
/// already (it was dropped, or failed) passes the later loops as it is, which keeps results in order. Its times begin at the wall clock and go on
/// from there by a steady one, so that they rise and tell durations even where the wall clock is set meanwhile.
/// </summary>
internal sealed class FrameInProgress(SubmittedFrame submitted, TimeProvider time) : IDisposable
{
    private readonly long _queued = time.GetTimestamp();
    private IDisposable? _pixels = submitted.Pixels;

    public ulong FrameNumber { get; } = submitted.FrameNumber;

    public TimeSpan PresentationTime { get; } = submitted.PresentationTime;

    /// <summary>As sent; let go once it is decoded or the frame has ended, for its bytes are most of what a waiting frame costs.</summary>
    public FramePicture? Picture { get; private set; } = submitted.Picture;

    public bool BeginsAnew { get; } = submitted.BeginsAnew;

    /// <summary>What its span is a child of; null: it is not traced.</summary>
    public ActivityContext? Trace { get; } = submitted.Trace;

    /// <summary>It waited until then.</summary>
    public DateTimeOffset? DecodeBegan { get; private set; }

    public FrameTimes Times { get; private set; } = new(submitted.Received, Later(submitted.Received, time.GetUtcNow()));

    /// <summary>Of the frame as sent; known once it is decoded.</summary>
    public PixelSize Size { get; private set; }

    public SightedFrame? Sighted { get; private set; }

    public NetworkStep? Step { get; private set; }

    /// <summary>The step's run, which holds the step until it ends; null: it has not begun.</summary>
    public Task? Run { get; private set; }

    /// <summary>Its pictures for those who look on; mostly none.</summary>
    public IReadOnlyList<LoggedPreview> Previews { get; set; } = [];

    public FrameOutcome? Outcome { get; private set; }

    private DateTimeOffset Now => Times.Queued + time.GetElapsedTime(_queued);

    public void Decoding() => DecodeBegan = Now;

    public void Decoded(SightedFrame sighted)
    {
        Picture = null;
        Sighted = sighted;
        Size = sighted.Size;
        Times = Times with { Decoded = Now };
    }

    /// <summary>The step has all that it needs of the frame.</summary>
    public void Prepared(NetworkStep step)
    {
        Step = step;
        Sighted = null;
    }

    public void Running(Task run) => Run = run;

    public void Inferred() => Times = Times with { Inferred = Now };

    /// <summary>The frame has its outcome; nothing that it carries is needed any more.</summary>
    public void Ended(FrameOutcome outcome)
    {
        Outcome = outcome;
        Times = Times with { Done = Now };
        Picture = null;
        Dispose();
    }

    /// <summary>What became of a frame that has ended.</summary>
    public FrameResult ToResult() => new(FrameNumber, PresentationTime, Times, Outcome!);

    /// <summary>Nobody wants the frame any more. A run is never cut short.</summary>
    public async ValueTask GiveUpAsync()
    {
        await (Run ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
    }

    public void Dispose()
    {
        Sighted?.Dispose();
        Sighted = null;
        Step?.Dispose();
        Step = null;
        _pixels?.Dispose();
        _pixels = null;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
