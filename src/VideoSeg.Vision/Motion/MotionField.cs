namespace VideoSeg.Vision.Motion;

/// <summary>
/// One frame's small grey picture, and where each of its cells was in the reference frame (backward flow). Written by
/// <see cref="MotionEstimator"/>; its holder may read it, and the warp may change the flow where it knows better.
/// </summary>
public sealed class MotionField
{
    private readonly byte[] _grey;
    private readonly float[] _flow;

    /// <param name="width">The width of the grid in cells.</param>
    /// <param name="height">The height of the grid in cells.</param>
    public MotionField(int width, int height)
    {
        (Width, Height) = (width, height);
        (_grey, _flow) = (new byte[width * height], new float[2 * width * height]);
    }

    /// <summary>Cells in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>[height, width]: luma, 0 to 255.</summary>
    public Span<byte> Grey => _grey;

    /// <summary>[height, width, 2]: x, y. The cell's place in the reference frame less its place here, in cells.</summary>
    public Span<float> Flow => _flow;

    /// <summary>How badly the warped reference explains the frame.</summary>
    public MotionEvidence Evidence { get; internal set; }

    /// <summary>
    /// Writes the flow as it is on another grid over the same picture: bilinear, half-pixel centres, edges clamped (PyTorch's interpolate with
    /// align_corners=False), times what a cell of this grid measures in cells of that.
    /// </summary>
    /// <param name="grid">The other grid, in cells.</param>
    /// <param name="flow">[2, height, width] of it: x, then y, in its cells.</param>
    public void CopyFlow(PixelSize grid, Span<float> flow)
    {
        float scaleX = (float)grid.Width / Width;
        float scaleY = (float)grid.Height / Height;
        var x = flow[..(int)grid.Pixels];
        var y = flow.Slice(x.Length, x.Length);
        for (int row = 0, cell = 0; row < grid.Height; row++)
        {
            var (above, below, down) = Taps(row, scaleY, Height);
            for (int column = 0; column < grid.Width; column++, cell++)
            {
                var (left, right, across) = Taps(column, scaleX, Width);
                x[cell] = scaleX * Between(0, left, right, across, above, below, down);
                y[cell] = scaleY * Between(1, left, right, across, above, below, down);
            }
        }

        static (int Lower, int Upper, float Share) Taps(int cell, float scale, int cells)
        {
            float place = Math.Clamp(((cell + 0.5f) / scale) - 0.5f, 0, cells - 1);
            int lower = (int)place;
            return (lower, Math.Min(lower + 1, cells - 1), place - lower);
        }
    }

    /// <summary>How far a box of the reference frame has moved since, in cells: the median over the cells that come from inside it; (0, 0) where none does.</summary>
    /// <param name="left">The left edge of the box, in cells.</param>
    /// <param name="top">The top edge, in cells.</param>
    /// <param name="right">The right edge, in cells, exclusive.</param>
    /// <param name="bottom">The bottom edge, in cells, exclusive.</param>
    public (float X, float Y) MovementOf(double left, double top, double right, double bottom)
    {
        // It may have moved out of its old place by its own size; further, and it is a new object.
        int fromX = (int)Math.Clamp((2 * left) - right, 0, Width), toX = (int)Math.Clamp(Math.Ceiling((2 * right) - left), 0, Width);
        int fromY = (int)Math.Clamp((2 * top) - bottom, 0, Height), toY = (int)Math.Clamp(Math.Ceiling((2 * bottom) - top), 0, Height);
        var x = new List<float>();
        var y = new List<float>();
        for (int row = fromY; row < toY; row++)
        {
            for (int column = fromX; column < toX; column++)
            {
                int at = 2 * ((row * Width) + column);
                double cameFromX = column + 0.5 + _flow[at];
                double cameFromY = row + 0.5 + _flow[at + 1];
                if (cameFromX >= left && cameFromX < right && cameFromY >= top && cameFromY < bottom)
                {
                    x.Add(-_flow[at]);
                    y.Add(-_flow[at + 1]);
                }
            }
        }

        return x.Count == 0 ? (0, 0) : (Median(x), Median(y));
    }

    /// <summary>One component of the flow between four cells.</summary>
    private float Between(int component, int left, int right, float across, int above, int below, float down)
    {
        float upper = float.Lerp(At(left, above), At(right, above), across);
        float lower = float.Lerp(At(left, below), At(right, below), across);
        return float.Lerp(upper, lower, down);

        float At(int column, int row) => _flow[(2 * ((row * Width) + column)) + component];
    }

    private static float Median(List<float> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
