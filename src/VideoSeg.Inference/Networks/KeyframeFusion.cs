using VideoSeg.Inference.Memory;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Networks;

/// <summary>What a keyframe graph reads of the keyframe before.</summary>
/// <param name="Previous">Its tensors.</param>
/// <param name="Flow">Gets the motion between them; null: the graph reads none.</param>
/// <param name="HasValid">Whether it reads if there was a keyframe before.</param>
internal sealed record KeyframeFusion(IReadOnlyList<KeptInput> Previous, FlowInput? Flow, bool HasValid)
{
    public const string Valid = "previous.valid";

    /// <summary>Fills the inputs.</summary>
    /// <param name="memory">Holds the keyframe before, and is kept until the run is over; null: there is none, and all inputs are 0.</param>
    /// <param name="motion">The motion from that keyframe; not read where there is none.</param>
    /// <param name="inputs">The inputs of the graph.</param>
    public void Write(StreamMemory? memory, MotionField? motion, TensorSet inputs)
    {
        foreach (var previous in Previous)
        {
            inputs.Use(previous.Name, memory?.Tensors[previous.Kept]);
        }

        if (HasValid)
        {
            inputs.Span<float>(Valid)[0] = memory is null ? 0 : 1;
        }

        Flow?.Write(memory is null ? null : motion, inputs);
    }
}
