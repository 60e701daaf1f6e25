using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Steps;
using VideoSeg.Inference.Streams;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Tests.Fakes;

/// <summary>
/// One stream's use of the fake model. It keeps the contract of <see cref="ISegmenter"/> as the real one does: keyframes are independent, and are the ones that later
/// frames stand on when they are committed; a frame whose keyframe is not there becomes a keyframe itself. A propagated frame shows what its keyframe did.
/// </summary>
internal sealed class FakeSegmenter(FakeModel model, IKeyframePolicy policy, StreamMemoryBudget? budget, int headStart, Tally open) : ISegmenter
{
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);

    private readonly IDisposable _open = open.Open();
    private long _bytes;
    private int _framesSinceKeyframe;
    private int _keyframe;
    private Colours? _reference;
    private PixelSize _lastSize;
    private TimeSpan _lastTime;
    private object? _lost = KeyframeReason.FirstFrame;
    private volatile Kept? _kept;

    public long MemoryBytes => Volatile.Read(ref _bytes);

    public AnalyzedFrame Analyze(FramePicture picture, FrameLimits limits, TimeSpan presentationTime)
    {
        if (policy.Reuses && _bytes == 0)
        {
            budget?.Reserve(model.StreamMemoryBytes);
            Volatile.Write(ref _bytes, model.StreamMemoryBytes);
        }

        var pixels = FrameDecoder.Decode(picture, limits);
        var seen = new Colours(pixels);
        var reason = ReasonFor(pixels.Size, seen, presentationTime);
        if (reason is not null)
        {
            _keyframe++;
            _framesSinceKeyframe = reason == KeyframeReason.FirstFrame ? headStart : 0;
            _reference = seen;
        }

        (_lastSize, _lastTime) = (pixels.Size, presentationTime);
        return new FakeFrame(pixels, seen, reason, _keyframe, open.Open());
    }

    public bool IsIndependent(AnalyzedFrame frame) => frame.KeyframeReason is not null;

    public InferenceStep PrepareIndependent(AnalyzedFrame frame)
    {
        using var keyframe = (FakeFrame)frame;
        return new FakeStep(model, keyframe.Seen, keyframe.KeyframeReason, keyframe.Keyframe, open.Open());
    }

    public InferenceStep Prepare(AnalyzedFrame frame)
    {
        using var propagated = (FakeFrame)frame;
        return _kept is { } kept && kept.Keyframe == propagated.Keyframe
            ? new FakeStep(model, kept.Seen, null, null, open.Open())
            : new FakeStep(model, propagated.Seen, KeyframeReason.Recovery, null, open.Open());
    }

    public void Commit(InferenceStep executed)
    {
        if (policy.Reuses && executed is FakeStep { Keyframe: { } number } step)
        {
            _kept = new Kept(number, step.Seen);
        }
    }

    public void Recover()
    {
        _kept = null;
        Volatile.Write(ref _lost, KeyframeReason.Recovery);
    }

    public void MarkDiscontinuity() => Volatile.Write(ref _lost, _keyframe == 0 ? KeyframeReason.FirstFrame : KeyframeReason.Gap);

    public void ReleaseIdleMemory()
    {
        MarkDiscontinuity();
        budget?.Release(_bytes);
        Volatile.Write(ref _bytes, 0);
    }

    public void Dispose()
    {
        ReleaseIdleMemory();
        _open.Dispose();
    }

    private KeyframeReason? ReasonFor(PixelSize size, Colours seen, TimeSpan presentationTime)
    {
        _framesSinceKeyframe++;
        return Interlocked.Exchange(ref _lost, null) is KeyframeReason lost ? lost
            : !policy.Reuses ? policy.DecideByCount(_framesSinceKeyframe) ?? KeyframeReason.EveryFrame
            : size != _lastSize ? KeyframeReason.ResolutionChange
            : (presentationTime - _lastTime).Duration() > Gap ? KeyframeReason.Gap
            : policy.DecideByCount(_framesSinceKeyframe) ?? policy.Decide(new KeyframeEvidence(_framesSinceKeyframe, new MotionEvidence(seen.Difference(_reference!), 0)));
    }

    private sealed record Kept(int Keyframe, Colours Seen);
}
