using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Inference;

/// <summary>
/// One stream's use of a model: it chooses between the whole network and the last keyframe's heads for each frame, and owns what the
/// stream remembers. One caller at a time, frames in order; a step must be executed before the next is prepared.
/// </summary>
/// <param name="model">Borrowed.</param>
/// <param name="policy">Which frames are keyframes.</param>
/// <param name="headStart">Frames by which the second keyframe comes early, from 0: streams that began together then have their keyframes at different times.</param>
public sealed class Segmenter(SegmentationModel model, IKeyframePolicy policy, int headStart = 0) : IDisposable
{
    /// <summary>After such a pause the last keyframe says little, whatever the flow finds.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);

    private readonly StreamMemory? _memory = policy is EveryFramePolicy ? null : model.NewMemory();
    private KeyframeReason? _forced = KeyframeReason.FirstFrame;
    private PixelSize _lastSize;
    private TimeSpan _lastTime;
    private int _framesSinceKeyframe;

    /// <summary>What the stream remembers, in bytes.</summary>
    public long MemoryBytes => _memory?.Bytes ?? 0;

    /// <summary>Makes the frame's step ready to execute; the frame is no longer needed afterwards. The caller owns the step.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="presentationTime">From the start of the video.</param>
    public NetworkStep Prepare(Frame frame, TimeSpan presentationTime)
    {
        _framesSinceKeyframe++;
        _memory?.Look(frame, model.Image.Area(frame.Size));
        var reason = ReasonFor(frame, presentationTime, out var motion);
        (_forced, _lastSize, _lastTime) = (null, frame.Size, presentationTime);
        if (reason is null)
        {
            return model.TakeReuseStep(_memory!, motion!);
        }

        _framesSinceKeyframe = reason == KeyframeReason.FirstFrame ? headStart : 0;
        var step = model.TakeKeyframeStep(frame, _memory);
        step.KeyframeReason = reason;
        return step;
    }

    /// <summary>Says that the last step failed: the next one must not rest on it.</summary>
    public void Recover() => _forced = KeyframeReason.Recovery;

    public void Dispose() => _memory?.Dispose();

    /// <summary>Asks the policy only where the last keyframe can be used at all.</summary>
    private KeyframeReason? ReasonFor(Frame frame, TimeSpan presentationTime, out Vision.Motion.MotionField? motion)
    {
        motion = null;
        if (_forced is not null)
        {
            return _forced;
        }

        if (_memory is null)
        {
            return policy.Decide(default);
        }

        if (frame.Size != _lastSize)
        {
            return KeyframeReason.ResolutionChange;
        }

        if ((presentationTime - _lastTime).Duration() > Gap)
        {
            return KeyframeReason.Gap;
        }

        motion = _memory.Motion();
        return policy.Decide(new KeyframeEvidence(_framesSinceKeyframe, motion.Residual, motion.Uncovered));
    }
}
