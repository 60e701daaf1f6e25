using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Parts;

/// <summary>
/// Detected instances, whose masks are made of prototypes. Between keyframes prototypes are warped, boxes move with the cells inside them, and what an
/// instance is (scores, coefficients, embedding) stays.
/// </summary>
public sealed class InstancePart : IPredictionPart
{
    private readonly PixelSize _input;

    /// <param name="input">The size of the network's input, in whose pixels boxes are.</param>
    public InstancePart(PixelSize input) => _input = input;

    /// <summary>[1,N,T]: probabilities 0 to 1 of the thing classes.</summary>
    public required TensorSpec Scores { get; init; }

    /// <summary>[1,N,4]: x0, y0, x1, y1 in pixels of the input.</summary>
    public required TensorSpec Boxes { get; init; }

    /// <summary>[1,K,h,w] on a grid that covers the input.</summary>
    public required TensorSpec Prototypes { get; init; }

    /// <summary>[1,N,K].</summary>
    public required TensorSpec Coefficients { get; init; }

    /// <summary>[1,N,E], rows of length 1; null: the network has none.</summary>
    public TensorSpec? Embeddings { get; init; }

    public IReadOnlyList<TensorSpec> Tensors => [Prototypes, Scores, Boxes, Coefficients, .. Embeddings is null ? [] : new[] { Embeddings }];

    /// <summary>The size of the prototypes' grid in cells.</summary>
    public PixelSize Grid => new((int)Prototypes.Shape[3], (int)Prototypes.Shape[2]);

    public void Move(string tensor, ReadOnlySpan<float> keyframe, Span<float> moved, PartMotion motion)
    {
        if (tensor == Prototypes.Name)
        {
            motion.Grid.Warp(keyframe, moved);
            return;
        }

        keyframe.CopyTo(moved);
        if (tensor == Boxes.Name)
        {
            MoveBoxes(moved, motion);
        }
    }

    /// <summary>What the composer gets; borrowed until the tensors are written again.</summary>
    internal DetectedInstances Read(TensorSet tensors) => new()
    {
        Count = (int)Scores.Shape[1],
        Scores = tensors.Span<float>(Scores.Name),
        Boxes = tensors.Span<float>(Boxes.Name),
        Embeddings = Embeddings is null ? [] : tensors.Span<float>(Embeddings.Name),
        Masks = new MaskSource { Grid = Grid, Prototypes = tensors.Span<float>(Prototypes.Name), Coefficients = tensors.Span<float>(Coefficients.Name) },
    };

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
