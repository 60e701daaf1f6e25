using VideoSeg.Inference.Memory;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Steps;

/// <summary>A step that runs graphs. It comes from a pool and returns there when it is disposed.</summary>
/// <param name="pool">Where it and its motion return to.</param>
internal abstract class NetworkStep(StepPool pool) : InferenceStep
{
    private protected StepPool Pool { get; } = pool;

    /// <summary>The stream's memory, which is locked for the step until it has run; null: the step uses none.</summary>
    private protected StreamMemory? Memory { get; private set; }

    /// <summary>Null where nothing is reused.</summary>
    private protected MotionField? Motion { get; private set; }

    public sealed override void Execute()
    {
        Run();
        UnlockMemory();
    }

    /// <summary>Frees the tensors for good.</summary>
    internal abstract void Release();

    /// <param name="memory">Locked for the step.</param>
    /// <param name="motion">The step takes ownership.</param>
    private protected void Load(StreamMemory? memory, MotionField? motion) => (Memory, Motion) = (memory, motion);

    private protected abstract void Run();

    /// <summary>Makes the step ready for a later frame.</summary>
    private protected abstract void ReturnToPool();

    protected sealed override void Dispose(bool disposing)
    {
        UnlockMemory();
        if (Motion is not null)
        {
            Pool.Return(Motion);
        }

        Motion = null;
        OneThread = false;
        ReturnToPool();
    }

    private void UnlockMemory()
    {
        Memory?.Unlock();
        Memory = null;
    }
}
