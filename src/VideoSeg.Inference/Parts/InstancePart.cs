using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Parts;

/// <summary>
/// Detected instances. Between keyframes boxes move with the cells inside them, masks as <see cref="InstanceMasks"/> says, and what an instance is (scores,
/// embedding) stays.
/// </summary>
public sealed class InstancePart : IPredictionPart
{
    private readonly PixelSize _input;

    /// <param name="input">The size of the network's input, in whose pixels boxes are.</param>
    public InstancePart(PixelSize input) => _input = input;

    /// <summary>[1,N,T]: probabilities 0 to 1 of the thing classes. A row below 0 is no instance.</summary>
    public required TensorSpec Scores { get; init; }

    /// <summary>[1,N,4]: x0, y0, x1, y1 in pixels of the input.</summary>
    public required TensorSpec Boxes { get; init; }

    public required InstanceMasks Masks { get; init; }

    /// <summary>[1,N,E], rows of length 1; null: the network has none.</summary>
    public TensorSpec? Embeddings { get; init; }

    public IReadOnlyList<TensorSpec> Tensors => [.. Masks.Tensors, Scores, Boxes, .. Embeddings is null ? [] : new[] { Embeddings }];

    public void Move(string tensor, ReadOnlySpan<float> keyframe, Span<float> moved, PartMotion motion)
    {
        if (Masks.Tensors.Any(t => t.Name == tensor))
        {
            Masks.Move(tensor, keyframe, moved, motion);
            return;
        }

        keyframe.CopyTo(moved);
        if (tensor == Boxes.Name)
        {
            MoveBoxes(moved, motion);
        }
    }

    /// <summary>What the composer gets; borrowed until the tensors are written again.</summary>
    /// <param name="tensors">Hold the parts of the frame.</param>
    /// <param name="grid">The grid on which the frame is composed.</param>
    internal DetectedInstances Read(TensorSet tensors, PixelSize grid)
    {
        var boxes = tensors.Span<float>(Boxes.Name);
        return new DetectedInstances
        {
            Count = (int)Scores.Shape[1],
            Scores = tensors.Span<float>(Scores.Name),
            Boxes = boxes,
            Embeddings = Embeddings is null ? [] : tensors.Span<float>(Embeddings.Name),
            Masks = Masks.Read(tensors, boxes, _input, grid),
        };
    }

    private void MoveBoxes(Span<float> boxes, PartMotion motion)
    {
        float cellWidth = (float)_input.Width / motion.Field.Width;
        float cellHeight = (float)_input.Height / motion.Field.Height;
        for (int i = 0; i < boxes.Length; i += 4)
        {
            var box = boxes.Slice(i, 4);
            var (x, y) = motion.Field.MovementOf(box[0] / cellWidth, box[1] / cellHeight, box[2] / cellWidth, box[3] / cellHeight);
            (box[0], box[1], box[2], box[3]) = (box[0] + (x * cellWidth), box[1] + (y * cellHeight), box[2] + (x * cellWidth), box[3] + (y * cellHeight));
        }
    }
}
