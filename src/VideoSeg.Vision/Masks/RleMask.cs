namespace VideoSeg.Vision.Masks;

/// <summary>A binary mask as COCO's compressed run lengths: column by column, exactly as pycocotools writes and reads them.</summary>
/// <param name="Size">The size of the mask.</param>
/// <param name="Counts">The compressed string. It may come from outside: whoever reads it gets a <see cref="MaskException"/> where it is broken.</param>
public sealed record RleMask(PixelSize Size, string Counts)
{
    /// <summary>Pixels that are set.</summary>
    /// <exception cref="MaskException">The counts are broken.</exception>
    public long Area
    {
        get
        {
            var area = 0L;
            foreach (var run in Runs)
            {
                area += run.Length;
            }

            return area;
        }
    }

    /// <summary>The smallest box around the pixels that are set; empty without any.</summary>
    /// <exception cref="MaskException">The counts are broken.</exception>
    public PixelBox Box
    {
        get
        {
            var (left, top, right, bottom) = (Size.Width, Size.Height, -1, -1);
            foreach (var (start, length) in Runs)
            {
                var (firstColumn, firstRow) = Math.DivRem(start, Size.Height);
                var (lastColumn, lastRow) = Math.DivRem(start + length - 1, Size.Height);
                if (lastColumn > firstColumn)
                {
                    (firstRow, lastRow) = (0, Size.Height - 1);
                }

                left = Math.Min(left, firstColumn);
                right = Math.Max(right, lastColumn);
                top = Math.Min(top, firstRow);
                bottom = Math.Max(bottom, lastRow);
            }

            return right < 0 ? default : new(left, top, right - left + 1, bottom - top + 1);
        }
    }

    private RleRuns Runs => Size is { Width: > 0, Height: > 0, Pixels: <= int.MaxValue }
        ? new(Size, Counts)
        : throw new MaskException($"A mask of {Size} cannot be: both sides must be at least 1 px, and together at most {int.MaxValue} px.");

    /// <summary>Encodes a [height, width] mask; what is not 0 is set.</summary>
    public static RleMask FromMask(PixelSize size, ReadOnlySpan<byte> mask) => RleEncoder.Encode(size, mask);

    /// <summary>Writes the mask as [height, width]: 1 where it is set, else 0.</summary>
    /// <exception cref="MaskException">The counts are broken.</exception>
    public void Decode(Span<byte> mask)
    {
        mask.Clear();
        Paint(mask, (byte)1);
    }

    /// <summary>Writes <paramref name="value"/> where the mask is set and leaves the other pixels of [height, width] alone.</summary>
    /// <exception cref="MaskException">The counts are broken.</exception>
    public void Paint<T>(Span<T> pixels, T value)
    {
        if (pixels.Length != Size.Pixels)
        {
            throw new ArgumentException($"A mask of {Size} has {Size.Pixels} pixels; room for {pixels.Length} was given.", nameof(pixels));
        }

        foreach (var (start, length) in Runs)
        {
            var (column, row) = Math.DivRem(start, Size.Height);
            var at = (row * Size.Width) + column;
            for (var left = length; left > 0; left--)
            {
                pixels[at] = value;
                at += Size.Width;
                if (++row == Size.Height)
                {
                    row = 0;
                    at = ++column;
                }
            }
        }
    }

    /// <summary>Without the measures, which a broken string does not have.</summary>
    public override string ToString() => $"{Size} {Counts}";
}
