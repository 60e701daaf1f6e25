using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Keyframes;

/// <summary>
/// Looks at a stream's frames ahead of the network, small and grey, and says which of them are to be keyframes. It runs in front: it takes a
/// keyframe that it has chosen for done, and numbers them, so that whoever comes after sees when one is missing.
/// </summary>
internal sealed class Lookout
{
    /// <summary>After such a pause the last keyframe says little, whatever the flow finds.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);

    private const int NotLost = -1;

    private readonly SegmentationModel _model;
    private readonly IKeyframePolicy _policy;
    private readonly bool _reuses;
    private readonly int _headStart;
    private MotionEstimator? _motion;
    private PixelSize _lastSize;
    private TimeSpan _lastTime;
    private int _framesSinceKeyframe;
    private int _keyframe;
    private int _lost = (int)KeyframeReason.FirstFrame;

    /// <param name="model">Borrowed.</param>
    /// <param name="policy">Which frames are keyframes.</param>
    /// <param name="headStart">Frames by which the second keyframe comes early.</param>
    public Lookout(SegmentationModel model, IKeyframePolicy policy, int headStart) =>
        (_model, _policy, _reuses, _headStart) = (model, policy, policy is not EveryFramePolicy, headStart);

    /// <summary>The stream's next frame.</summary>
    /// <param name="frame">Borrowed for the call; a glance is enough.</param>
    /// <param name="presentationTime">From the start of the video.</param>
    public Sighting Look(Frame frame, TimeSpan presentationTime)
    {
        _framesSinceKeyframe++;
        MotionField? motion = null;
        if (_reuses)
        {
            _motion ??= new MotionEstimator(_model.GridWidth, _model.GridHeight);
            motion = _model.TakeMotionField();
            _motion.Look(frame, _model.Manifest.Input.AreaOf(frame.Size, _model.GridSize), motion);
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
        return new Sighting(reason, motion, _keyframe, continues);
    }

    /// <summary>The last keyframe is gone: the next frame is to be one. From any thread.</summary>
    public void Lose(KeyframeReason why) => Volatile.Write(ref _lost, (int)why);

    /// <summary>The next frame does not go on from the one before: it is a keyframe.</summary>
    public void Cut() => Lose(_keyframe == 0 ? KeyframeReason.FirstFrame : KeyframeReason.Gap);

    /// <summary>Gives its pictures back; the next frame is a keyframe.</summary>
    public void Rest()
    {
        Cut();
        _motion?.Dispose();
        _motion = null;
    }

    /// <summary>Asks the policy only where the last keyframe can be used at all, and looks for the motion only where the policy or a network wants to know.</summary>
    private KeyframeReason? ReasonFor(PixelSize size, TimeSpan presentationTime, MotionField? motion)
    {
        int lost = Interlocked.Exchange(ref _lost, NotLost);
        if (lost != NotLost)
        {
            return (KeyframeReason)lost;
        }

        if (motion is not null && size != _lastSize)
        {
            return KeyframeReason.ResolutionChange;
        }

        if (motion is not null && (presentationTime - _lastTime).Duration() > Gap)
        {
            return KeyframeReason.Gap;
        }

        if (_policy.DecideByCount(_framesSinceKeyframe) is { } reason)
        {
            if (_model.Fuses && motion is not null)
            {
                _motion!.Estimate(motion);
            }

            return reason;
        }

        _motion!.Estimate(motion!);
        return _policy.Decide(new KeyframeEvidence(_framesSinceKeyframe, motion!.Evidence));
    }
}
