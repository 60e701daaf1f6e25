using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference.Networks;

/// <summary>What a keyframe graph takes of the keyframe before.</summary>
/// <param name="Previous">Its tensors.</param>
/// <param name="Flow">Where the motion between them goes; null: it wants none.</param>
/// <param name="HasValid">Whether it wants to be told if there was a keyframe before.</param>
internal sealed record KeyframeFusion(IReadOnlyList<KeptInput> Previous, FlowInput? Flow, bool HasValid)
{
    public const string Valid = "previous.valid";

    /// <summary>Fills the inputs.</summary>
    /// <param name="memory">With the keyframe before, to be there until the run is over; null: there is none, and all inputs are 0.</param>
    /// <param name="motion">From that keyframe; not looked at where there is none.</param>
    /// <param name="inputs">Of the graph.</param>
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
