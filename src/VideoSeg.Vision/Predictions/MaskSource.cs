using System.Numerics.Tensors;

namespace VideoSeg.Vision.Predictions;

/// <summary>
/// The mask logits of detected instances, computed where they are asked for. Masks are made of prototypes: logit = sum over k of coefficient x prototype
/// (YOLACT); or each instance has a crop of its own, of any resolution; or there are none, and boxes are all that is known. Borrowed.
/// </summary>
public readonly ref struct MaskSource
{
    /// <summary>The numbers of a row of <see cref="CropPlaces"/>.</summary>
    public const int PlaceLength = 7;

    /// <summary>The logit of a box without a mask, at each of its cells.</summary>
    private const float InsideBox = 4;

    /// <summary>w x h of the grid on which masks are asked for, in cells; it covers the network's input.</summary>
    public required PixelSize Grid { get; init; }

    /// <summary>[K,h,w]; empty: masks are not made of prototypes.</summary>
    public ReadOnlySpan<float> Prototypes { get; init; }

    /// <summary>[N,K].</summary>
    public ReadOnlySpan<float> Coefficients { get; init; }

    /// <summary>
    /// [N,7]: where an instance's crop lies, and where its values are. Left, top, right and bottom edge in pixels of the network's input, from the top left
    /// corner of the instance's box; columns, rows; the index of the first value. Empty: there are no crops.
    /// </summary>
    public ReadOnlySpan<float> CropPlaces { get; init; }

    /// <summary>Logits, each crop row by row. They are samples at the centres of the crop's cells.</summary>
    public ReadOnlySpan<float> CropValues { get; init; }

    /// <summary>[N,4]: the boxes that crops lie at, x0, y0, x1, y1 in pixels of the network's input.</summary>
    public ReadOnlySpan<float> Boxes { get; init; }

    /// <summary>The size of the network's input; read where there are crops.</summary>
    public PixelSize Input { get; init; }

    /// <summary>The logit outside a crop, towards which its edge is interpolated.</summary>
    public float OutsideCrop { get; init; }

    /// <summary>Whether the network detects no instances at all.</summary>
    public bool IsEmpty => Grid.Pixels == 0;

    /// <summary>Whether instances have masks; if not, a mask is its whole box.</summary>
    public bool HasMasks => !Prototypes.IsEmpty || !CropPlaces.IsEmpty;

    /// <summary>Writes the logits of a part of one row of the grid.</summary>
    /// <param name="instance">The index of the instance.</param>
    /// <param name="x">The first cell.</param>
    /// <param name="y">The row.</param>
    /// <param name="row">As many cells as there is room for.</param>
    public void WriteLogits(int instance, int x, int y, Span<float> row)
    {
        if (!Prototypes.IsEmpty)
        {
            Combine(instance, x, y, row);
        }
        else if (!CropPlaces.IsEmpty)
        {
            Sample(instance, x, y, row);
        }
        else
        {
            row.Fill(InsideBox);
        }
    }

    /// <summary>Where an instance's mask may have pixels, in pixels of the network's input: its crop, which may reach a little past its box (Mask R-CNN's paste), else its box.</summary>
    /// <param name="instance">The index of the instance.</param>
    /// <param name="box">Its box: x0, y0, x1, y1.</param>
    public (float Left, float Top, float Right, float Bottom) ExtentOf(int instance, ReadOnlySpan<float> box)
    {
        if (CropPlaces.IsEmpty)
        {
            return (box[0], box[1], box[2], box[3]);
        }

        ReadOnlySpan<float> place = CropPlaces.Slice(instance * PlaceLength, PlaceLength);
        return (box[0] + place[0], box[1] + place[1], box[0] + place[2], box[1] + place[3]);
    }

    private void Combine(int instance, int x, int y, Span<float> row)
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

    /// <summary>Bilinear between the centres of the crop's cells; past its edge lies <see cref="OutsideCrop"/> (Mask R-CNN's paste, with a border of one cell).</summary>
    private void Sample(int instance, int x, int y, Span<float> row)
    {
        ReadOnlySpan<float> place = CropPlaces.Slice(instance * PlaceLength, PlaceLength);
        ReadOnlySpan<float> box = Boxes.Slice(instance * 4, 4);
        (int columns, int rows, int first) = ((int)place[4], (int)place[5], (int)place[6]);
        double perRow = (double)Input.Height / Grid.Height;
        double v = ((((y + 0.5) * perRow) - box[1] - place[1]) / (place[3] - place[1]) * rows) - 0.5;
        int above = (int)Math.Floor(v);
        float down = (float)(v - above);
        if (columns == 0 || above < -1 || above >= rows)
        {
            row.Fill(OutsideCrop);
            return;
        }

        double perColumn = (double)Input.Width / Grid.Width;
        double step = perColumn / (place[2] - place[0]) * columns;
        double u = ((((x + 0.5) * perColumn) - box[0] - place[0]) / (place[2] - place[0]) * columns) - 0.5;
        ReadOnlySpan<float> upper = above >= 0 ? CropValues.Slice(first + (above * columns), columns) : default;
        ReadOnlySpan<float> lower = above + 1 < rows ? CropValues.Slice(first + ((above + 1) * columns), columns) : default;
        for (int i = 0; i < row.Length; i++)
        {
            double position = u + (i * step);
            int left = (int)Math.Floor(position);
            float right = (float)(position - left);
            float over = float.Lerp(At(upper, left), At(upper, left + 1), right);
            float under = float.Lerp(At(lower, left), At(lower, left + 1), right);
            row[i] = float.Lerp(over, under, down);
        }
    }

    private float At(ReadOnlySpan<float> values, int column) => (uint)column < (uint)values.Length ? values[column] : OutsideCrop;
}
