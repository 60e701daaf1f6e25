using VideoSeg.Vision;

namespace VideoSeg.Inference.Families.Rows;

/// <summary>The cells that YOLOX's undecoded rows stand for: three grids, of cells of 8, 16 and 32 pixels, one after the other, row by row.</summary>
internal sealed class YoloxGrid
{
    private static readonly int[] Strides = [8, 16, 32];

    private readonly (float X, float Y, float Stride)[] _cells;

    /// <param name="input">The size of the network's input.</param>
    public YoloxGrid(PixelSize input)
    {
        _cells = [.. Strides.SelectMany(stride => Enumerable.Range(0, input.Height / stride).SelectMany(y => Enumerable.Range(0, input.Width / stride).Select(x => ((float)x, (float)y, (float)stride))))];
    }

    public static long RowsOf(PixelSize input) => Strides.Sum(stride => (long)(input.Width / stride) * (input.Height / stride));

    /// <summary>Centre and size of a box in pixels: (offset + cell) x stride, and exp(size) x stride.</summary>
    public (float X, float Y, float Width, float Height) Box(int row, float x, float y, float width, float height)
    {
        var cell = _cells[row];
        return ((x + cell.X) * cell.Stride, (y + cell.Y) * cell.Stride, MathF.Exp(width) * cell.Stride, MathF.Exp(height) * cell.Stride);
    }
}
