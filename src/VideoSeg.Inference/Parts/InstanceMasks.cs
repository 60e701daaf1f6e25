using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Parts;

/// <summary>The masks of detected instances: what holds them, and how they move between keyframes.</summary>
public abstract class InstanceMasks
{
    /// <summary>The tensors that hold them besides the boxes; none where boxes are all that is known.</summary>
    public abstract IReadOnlyList<TensorSpec> Tensors { get; }

    /// <summary>The size in cells of the grid on which masks are best composed.</summary>
    public abstract PixelSize Grid { get; }

    /// <summary>Whether masks are maps on <see cref="Grid"/>, which have to be warped on it.</summary>
    internal virtual bool AreMaps => false;

    /// <summary>Writes one tensor of a keyframe as it is after the motion.</summary>
    internal virtual void Move(string tensor, ReadOnlySpan<float> keyframe, Span<float> moved, PartMotion motion) => keyframe.CopyTo(moved);

    /// <summary>What the composer gets; borrowed until the tensors are written again.</summary>
    /// <param name="tensors">Hold the parts of the frame.</param>
    /// <param name="boxes">[N,4].</param>
    /// <param name="input">The size of the network's input.</param>
    /// <param name="grid">The grid on which the frame is composed.</param>
    internal abstract MaskSource Read(TensorSet tensors, ReadOnlySpan<float> boxes, PixelSize input, PixelSize grid);
}
