using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Parts;

/// <summary>One part of what a network predicts: the tensors that hold it, and how they move between keyframes. It holds nothing of a run.</summary>
public interface IPredictionPart
{
    /// <summary>The outputs that hold the part; all are float32.</summary>
    IReadOnlyList<TensorSpec> Tensors { get; }

    /// <summary>Writes one tensor of a keyframe as it is after the motion.</summary>
    /// <param name="tensor">Its name.</param>
    /// <param name="keyframe">Its values in the keyframe.</param>
    /// <param name="moved">As many values.</param>
    /// <param name="motion">From the keyframe to the frame.</param>
    void Move(string tensor, ReadOnlySpan<float> keyframe, Span<float> moved, PartMotion motion);
}
