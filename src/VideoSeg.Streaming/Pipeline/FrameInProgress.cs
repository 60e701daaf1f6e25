using System.Diagnostics;
using VideoSeg.Inference.Steps;
using VideoSeg.Inference.Streams;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>
/// A frame on its way through a pipeline. It owns what it carries: the analyzed frame first, then the network's step. A frame that has its outcome
/// already (it was dropped, or failed) passes the later loops unchanged, which keeps results in order. Its times begin at the wall clock and continue
/// by the monotonic clock, so that they rise and their differences are durations even when the wall clock is set meanwhile.
/// </summary>
internal sealed class FrameInProgress(SubmittedFrame submitted, TimeProvider time) : IDisposable
{
    private readonly long _queued = time.GetTimestamp();
    private IDisposable? _pixels = submitted.Pixels;
    private IDisposable? _memory;

    public ulong FrameNumber { get; } = submitted.FrameNumber;

    public TimeSpan PresentationTime { get; } = submitted.PresentationTime;

    /// <summary>The picture as sent; released once it is decoded or the frame has ended, because its bytes are most of the memory of a waiting frame.</summary>
    public FramePicture? Picture { get; private set; } = submitted.Picture;

    /// <summary>Whether the frame does not continue the one before.</summary>
    public bool IsDiscontinuity { get; } = submitted.IsDiscontinuity;

    /// <summary>The parent of its span; null: it is not traced.</summary>
    public ActivityContext? Trace { get; } = submitted.Trace;

    /// <summary>When its decoding began; null: it has not.</summary>
    public DateTimeOffset? DecodeBegan { get; private set; }

    public FrameTimes Times { get; private set; } = new(submitted.Received, Later(submitted.Received, time.GetUtcNow()));

    /// <summary>The size of the frame as sent; known once it is decoded.</summary>
    public PixelSize Size { get; private set; }

    public AnalyzedFrame? Analyzed { get; private set; }

    public InferenceStep? Step { get; private set; }

    /// <summary>The step's run, which uses the step until it ends; null: it has not begun.</summary>
    public Task? Run { get; private set; }

    /// <summary>Its previews for subscribers; mostly none.</summary>
    public IReadOnlyList<LoggedPreview> Previews { get; set; } = [];

    public FrameOutcome? Outcome { get; private set; }

    private DateTimeOffset Now => Times.Queued + time.GetElapsedTime(_queued);

    public void Decoding() => DecodeBegan = Now;

    /// <summary>Takes over the memory for its decoded picture, until its step is prepared.</summary>
    public void Reserved(IDisposable memory) => _memory = memory;

    public void Decoded(AnalyzedFrame analyzed)
    {
        Picture = null;
        Analyzed = analyzed;
        Size = analyzed.Size;
        Times = Times with { Decoded = Now };
    }

    /// <summary>The step has taken over all that it needs of the frame.</summary>
    public void Prepared(InferenceStep step)
    {
        Step = step;
        Analyzed = null;
        ReleasePicture();
    }

    public void Running(Task run) => Run = run;

    public void Inferred() => Times = Times with { Inferred = Now };

    /// <summary>Sets the outcome, and releases what the frame carries.</summary>
    public void Ended(FrameOutcome outcome)
    {
        Outcome = outcome;
        Times = Times with { Done = Now };
        Picture = null;
        Dispose();
    }

    /// <summary>The result of a frame that has its outcome.</summary>
    public FrameResult ToResult() => new(FrameNumber, PresentationTime, Times, Outcome!);

    /// <summary>Releases a frame that will have no result. A run is never aborted: this waits for its end.</summary>
    public async ValueTask AbandonAsync()
    {
        await (Run ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
    }

    public void Dispose()
    {
        Analyzed?.Dispose();
        Analyzed = null;
        Step?.Dispose();
        Step = null;
        ReleasePicture();
    }

    private void ReleasePicture()
    {
        _pixels?.Dispose();
        _pixels = null;
        _memory?.Dispose();
        _memory = null;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
