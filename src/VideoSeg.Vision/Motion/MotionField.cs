namespace VideoSeg.Vision.Motion;

/// <summary>
/// Where each cell of a frame's grid was in the reference frame: backward flow, in cells. Holds the four cells and weights that each
/// cell is read from (bilinear, cell centres at whole numbers, edges clamped), worked out once for all planes that are warped.
/// </summary>
public sealed class MotionField
{
    private readonly int[] _corners;
    private readonly float[] _right;
    private readonly float[] _down;
    private readonly float[] _flow;

    internal MotionField(int width, int height)
    {
        (Width, Height) = (width, height);
        (_corners, _right, _down, _flow) = (new int[width * height], new float[width * height], new float[width * height], new float[2 * width * height]);
    }

    /// <summary>Cells in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>[height, width, 2]: x, y. The cell's place in the reference frame less its place here, in cells.</summary>
    public ReadOnlySpan<float> Flow => _flow;

    /// <summary>How badly the warped reference explains the frame: the share of cells whose grey value it misses by more than the noise. 0..1.</summary>
    public double Residual { get; internal set; }

    /// <summary>The share of cells that come from outside the reference frame. 0..1.</summary>
    public double Uncovered { get; internal set; }

    /// <summary>Reads each plane of [C, height, width] where the flow points to.</summary>
    /// <param name="planes">Of the reference frame.</param>
    /// <param name="warped">Of the frame; of the same length, and other memory.</param>
    public void Warp(ReadOnlySpan<float> planes, Span<float> warped)
    {
        int cells = Width * Height;
        if (planes.Length % cells != 0 || warped.Length != planes.Length)
        {
            throw new ArgumentException($"Planes of {Width}x{Height} cells are needed, as many to write as to read; there are {planes.Length} and {warped.Length} values.", nameof(planes));
        }

        for (int start = 0; start < planes.Length; start += cells)
        {
            WarpPlane(planes.Slice(start, cells), warped.Slice(start, cells));
        }
    }

    /// <summary>How far a box of the reference frame has moved since, in cells: the median over the cells that come from inside it; (0, 0) where none does.</summary>
    /// <param name="left">In cells, as the others.</param>
    /// <param name="top">Of the box.</param>
    /// <param name="right">Exclusive.</param>
    /// <param name="bottom">Exclusive.</param>
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

    /// <summary>Takes over the flow, [height, width, 2], and works out where each cell is read.</summary>
    internal void Set(ReadOnlySpan<float> flow)
    {
        flow.CopyTo(_flow);
        int outside = 0;
        for (int row = 0, cell = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++, cell++)
            {
                float x = column + flow[2 * cell];
                float y = row + flow[(2 * cell) + 1];
                outside += x < -0.5f || y < -0.5f || x > Width - 0.5f || y > Height - 0.5f ? 1 : 0;

                // A corner one before the last, so that its right and lower neighbours are there; the weight reaches the last.
                x = Math.Clamp(x, 0, Width - 1);
                y = Math.Clamp(y, 0, Height - 1);
                int left = Math.Min((int)x, Width - 2);
                int top = Math.Min((int)y, Height - 2);
                (_corners[cell], _right[cell], _down[cell]) = ((top * Width) + left, x - left, y - top);
            }
        }

        Uncovered = (double)outside / _corners.Length;
    }

    private void WarpPlane(ReadOnlySpan<float> plane, Span<float> warped)
    {
        ReadOnlySpan<float> below = plane[Width..];
        for (int cell = 0; cell < warped.Length; cell++)
        {
            int corner = _corners[cell];
            float right = _right[cell];
            float upper = plane[corner] + (right * (plane[corner + 1] - plane[corner]));
            float lower = below[corner] + (right * (below[corner + 1] - below[corner]));
            warped[cell] = upper + (_down[cell] * (lower - upper));
        }
    }

    private static float Median(List<float> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
