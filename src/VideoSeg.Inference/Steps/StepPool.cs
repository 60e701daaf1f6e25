using System.Collections.Concurrent;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Networks;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Steps;

/// <summary>The steps of a model that no frame uses now, and the motion fields that belong to them. Safe for threads.</summary>
/// <param name="networks">Owned: disposed with the pool.</param>
internal sealed class StepPool(ModelNetworks networks) : IDisposable
{
    private readonly ConcurrentBag<KeyframeStep> _keyframeSteps = [];
    private readonly ConcurrentBag<PropagatedStep> _propagatedSteps = [];
    private readonly ConcurrentBag<MotionField> _motionFields = [];
    private volatile bool _disposed;

    public ModelNetworks Networks => networks;

    /// <summary>The caller returns it.</summary>
    public MotionField TakeMotionField() => _motionFields.TryTake(out var field) ? field : new MotionField(networks.Grid.Width, networks.Grid.Height);

    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="reason">Why it is a keyframe.</param>
    /// <param name="decision">The step takes ownership of its motion.</param>
    /// <param name="memory">Where the keyframe is stored; null: nowhere.</param>
    /// <param name="isIndependent">Other steps still use the memory, and the keyframe is stored when it is committed; if not, the memory is locked for the step.</param>
    public KeyframeStep TakeKeyframeStep(Frame frame, KeyframeReason reason, KeyframeDecision decision, StreamMemory? memory, bool isIndependent)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_keyframeSteps.TryTake(out var step))
        {
            step = new KeyframeStep(this);
        }

        step.Load(frame, decision, memory, isIndependent);
        step.KeyframeReason = reason;
        return step;
    }

    /// <param name="frame">Borrowed for the call; needed where the propagated network reads the image.</param>
    /// <param name="memory">With the keyframe from which <paramref name="motion"/> goes; locked for the step.</param>
    /// <param name="motion">The step takes ownership.</param>
    public PropagatedStep TakePropagatedStep(Frame? frame, StreamMemory memory, MotionField motion)
    {
        if (!_propagatedSteps.TryTake(out var step))
        {
            step = new PropagatedStep(this);
        }

        step.Load(frame, memory, motion);
        return step;
    }

    public void Return(KeyframeStep step) => Return(step, _keyframeSteps);

    public void Return(PropagatedStep step) => Return(step, _propagatedSteps);

    public void Return(MotionField field) => _motionFields.Add(field);

    /// <summary>All steps have been returned by now.</summary>
    public void Dispose()
    {
        _disposed = true;
        ReleaseAll(_keyframeSteps);
        ReleaseAll(_propagatedSteps);
        networks.Dispose();
    }

    private void Return<T>(T step, ConcurrentBag<T> idle)
        where T : NetworkStep
    {
        if (_disposed)
        {
            step.Release();
        }
        else
        {
            idle.Add(step);
        }
    }

    private static void ReleaseAll<T>(ConcurrentBag<T> idle)
        where T : NetworkStep
    {
        while (idle.TryTake(out var step))
        {
            step.Release();
        }
    }
}
