using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>
/// How one frame gets its heads, with the memory that it needs. Its holder disposes it, which gives the memory back for a later frame.
/// </summary>
public abstract class NetworkStep : IDisposable
{
    /// <summary>Why this step runs the whole network; null: it does not.</summary>
    public KeyframeReason? KeyframeReason { get; internal set; }

    /// <summary>Whether to run on the calling thread alone, because other steps run beside it; to be said before <see cref="Execute"/>. Default: on all cores.</summary>
    public bool OneThread { get; set; }

    /// <summary>What is known of the frame; valid after <see cref="Execute"/> and until the step is disposed.</summary>
    public abstract PanopticHeads Heads { get; }

    /// <summary>Blocks until the heads are there.</summary>
    /// <exception cref="Runtime.InferenceException">The network failed.</exception>
    public abstract void Execute();

    public abstract void Dispose();

    /// <summary>Frees the memory for good.</summary>
    internal abstract void Release();
}
