using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference;

/// <summary>
/// How one frame gets its heads, with the memory that it needs. Its holder disposes it, which gives the memory back for a later frame.
/// </summary>
public abstract class NetworkStep : IDisposable
{
    /// <param name="model">Borrowed.</param>
    internal NetworkStep(SegmentationModel model) => Model = model;

    /// <summary>Why this step runs the whole network; null: it does not.</summary>
    public KeyframeReason? KeyframeReason { get; internal set; }

    /// <summary>Whether the things were looked for in this frame; if not, they are the keyframe's, moved.</summary>
    public abstract bool IsNewLook { get; }

    /// <summary>Whether to run on the calling thread alone, because the other cores have work; to be said before <see cref="Execute"/>. Default: on all cores.</summary>
    public bool OneThread { get; set; }

    /// <summary>What is known of the frame; valid after <see cref="Execute"/> and until the step is disposed.</summary>
    public abstract PanopticHeads Heads { get; }

    private protected SegmentationModel Model { get; }

    /// <summary>What the stream remembers, which the step has the use of until it has run; null: nothing.</summary>
    private protected StreamMemory? Memory { get; private set; }

    /// <summary>Null where nothing is reused.</summary>
    private protected MotionField? Motion { get; private set; }

    /// <summary>Blocks until the heads are there.</summary>
    /// <exception cref="Runtime.InferenceException">The network failed.</exception>
    public void Execute()
    {
        Run();
        LeaveMemory();
    }

    public void Dispose()
    {
        LeaveMemory();
        if (Motion is not null)
        {
            Model.Return(Motion);
        }

        Motion = null;
        OneThread = false;
        GiveBack();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory for good.</summary>
    internal abstract void Release();

    /// <param name="memory">For the step's use.</param>
    /// <param name="motion">Goes over to the step.</param>
    private protected void Load(StreamMemory? memory, MotionField? motion) => (Memory, Motion) = (memory, motion);

    private protected abstract void Run();

    /// <summary>Ready for a later frame.</summary>
    private protected abstract void GiveBack();

    private void LeaveMemory()
    {
        Memory?.EndUse();
        Memory = null;
    }
}
