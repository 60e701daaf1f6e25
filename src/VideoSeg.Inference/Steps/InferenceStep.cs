using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Steps;

/// <summary>The work that turns one frame into its prediction, with the memory that it needs. Its holder disposes it, which frees that memory for a later frame.</summary>
public abstract class InferenceStep : IDisposable
{
    /// <summary>Why the frame is a keyframe; null: it is propagated.</summary>
    public KeyframeReason? KeyframeReason { get; protected internal set; }

    /// <summary>Whether the network detected the things in this frame; if not, they are the keyframe's, propagated.</summary>
    public abstract bool HasFreshDetections { get; }

    /// <summary>Whether <see cref="Execute"/> runs on the calling thread alone, because the other cores have work. To be set before it; default: on all cores.</summary>
    public bool OneThread { get; set; }

    /// <summary>The parts of the frame's prediction; valid after <see cref="Execute"/> and until the step is disposed.</summary>
    public abstract Prediction Prediction { get; }

    /// <summary>Blocks until the prediction is there.</summary>
    /// <exception cref="Runtime.InferenceException">The network failed.</exception>
    public abstract void Execute();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
