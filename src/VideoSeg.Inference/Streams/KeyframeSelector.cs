using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Steps;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Streams;

/// <summary>
/// Selects a stream's keyframes from small grey pictures, ahead of the network. It assumes that each keyframe it has selected will succeed, and numbers
/// them, so that a later stage sees when one is missing.
/// </summary>
internal sealed class KeyframeSelector
{
    /// <summary>After such a pause the last keyframe says little, whatever flow is found.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);

    private const int NotLost = -1;

    private readonly StepPool _pool;
    private readonly IKeyframePolicy _policy;
    private readonly int _headStart;
    private MotionEstimator? _motion;
    private PixelSize _lastSize;
    private TimeSpan _lastTime;
    private int _framesSinceKeyframe;
    private int _keyframe;
    private int _lost = (int)KeyframeReason.FirstFrame;

    /// <param name="pool">Gives motion fields; borrowed.</param>
    /// <param name="policy">Which frames are keyframes.</param>
    /// <param name="headStart">Frames by which the second keyframe comes early.</param>
    public KeyframeSelector(StepPool pool, IKeyframePolicy policy, int headStart) => (_pool, _policy, _headStart) = (pool, policy, headStart);

    /// <summary>Decides for the stream's next frame.</summary>
    /// <param name="frame">Borrowed for the call; its luma is enough.</param>
    /// <param name="presentationTime">From the start of the video.</param>
    public KeyframeDecision Select(Frame frame, TimeSpan presentationTime)
    {
        _framesSinceKeyframe++;
        MotionField? motion = null;
        if (_policy.Reuses)
        {
            var grid = _pool.Networks.Grid;
            _motion ??= new MotionEstimator(grid.Width, grid.Height);
            motion = _pool.TakeMotionField();
            _motion.Look(frame, _pool.Networks.Input.AreaOf(frame.Size, grid), motion);
        }

        var reason = ReasonFor(frame.Size, presentationTime, motion);
        (_lastSize, _lastTime) = (frame.Size, presentationTime);
        if (reason is not null)
        {
            _keyframe++;
            _framesSinceKeyframe = reason == KeyframeReason.FirstFrame ? _headStart : 0;
            _motion?.KeepAsReference(motion!);
        }

        bool continues = motion is not null && reason is KeyframeReason.Interval or KeyframeReason.Residual or KeyframeReason.Uncovered;
        return new KeyframeDecision(reason, motion, _keyframe, continues);
    }

    /// <summary>Tells that the last keyframe is lost: the next frame is to be one. May be called from any thread.</summary>
    public void Lose(KeyframeReason why) => Volatile.Write(ref _lost, (int)why);

    /// <summary>Tells that the next frame does not continue the one before: it is a keyframe.</summary>
    public void MarkDiscontinuity() => Lose(_keyframe == 0 ? KeyframeReason.FirstFrame : KeyframeReason.Gap);

    /// <summary>Frees its pictures; the next frame is a keyframe.</summary>
    public void ReleaseIdleMemory()
    {
        MarkDiscontinuity();
        _motion?.Dispose();
        _motion = null;
    }

    /// <summary>Asks the policy only where the last keyframe can be used at all, and computes the flow only where the policy or a network needs it.</summary>
    private KeyframeReason? ReasonFor(PixelSize size, TimeSpan presentationTime, MotionField? motion)
    {
        int lost = Interlocked.Exchange(ref _lost, NotLost);
        if (lost != NotLost)
        {
            return (KeyframeReason)lost;
        }

        if (motion is null)
        {
            return _policy.DecideByCount(_framesSinceKeyframe) ?? KeyframeReason.EveryFrame;
        }

        if (size != _lastSize)
        {
            return KeyframeReason.ResolutionChange;
        }

        if ((presentationTime - _lastTime).Duration() > Gap)
        {
            return KeyframeReason.Gap;
        }

        if (_policy.DecideByCount(_framesSinceKeyframe) is { } reason)
        {
            if (_pool.Networks.Fuses)
            {
                _motion!.Estimate(motion);
            }

            return reason;
        }

        _motion!.Estimate(motion);
        return _policy.Decide(new KeyframeEvidence(_framesSinceKeyframe, motion.Evidence));
    }
}
