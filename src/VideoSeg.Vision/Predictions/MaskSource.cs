using System.Numerics.Tensors;

namespace VideoSeg.Vision.Predictions;

/// <summary>
/// The mask logits of detected instances, computed where they are asked for: logit = sum over k of coefficient x prototype (YOLACT). Borrowed.
/// </summary>
public readonly ref struct MaskSource
{
    /// <summary>w x h, in cells.</summary>
    public required PixelSize Grid { get; init; }

    /// <summary>[K,h,w].</summary>
    public required ReadOnlySpan<float> Prototypes { get; init; }

    /// <summary>[N,K].</summary>
    public required ReadOnlySpan<float> Coefficients { get; init; }

    public bool IsEmpty => Prototypes.IsEmpty;

    /// <summary>Writes the logits of a part of one row of the grid.</summary>
    /// <param name="instance">The index of the instance.</param>
    /// <param name="x">The first cell.</param>
    /// <param name="y">The row.</param>
    /// <param name="row">As many cells as there is room for.</param>
    public void WriteLogits(int instance, int x, int y, Span<float> row)
    {
        int cells = (int)Grid.Pixels;
        int prototypes = Prototypes.Length / cells;
        ReadOnlySpan<float> coefficients = Coefficients.Slice(instance * prototypes, prototypes);
        row.Clear();
        for (int k = 0; k < prototypes; k++)
        {
            TensorPrimitives.MultiplyAdd(Prototypes.Slice((k * cells) + (y * Grid.Width) + x, row.Length), coefficients[k], row, row);
        }
    }
}
