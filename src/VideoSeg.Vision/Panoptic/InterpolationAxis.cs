namespace VideoSeg.Vision.Panoptic;

/// <summary>
/// How the pixels of a frame lie between the cells of a grid, along one axis: bilinear, half-pixel centres, edges clamped
/// (PyTorch's interpolate with align_corners=False). Interval i is what lies between the centres of cells i - 1 and i, so
/// there is one interval more than cells; in the first and the last both taps are the same cell.
/// </summary>
internal sealed class InterpolationAxis
{
    /// <summary>Weights can be read this far past the last pixel, so that a vector may overhang.</summary>
    public const int Overhang = 16;

    private int[] _starts = [];
    private float[] _weights = [];

    public int Cells { get; private set; }

    public int Pixels { get; private set; }

    /// <summary>Of the interval's upper tap, for each pixel.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Computes the tables anew where the sizes are others than before.</summary>
    public void Fit(int cells, int pixels)
    {
        if (cells == Cells && pixels == Pixels)
        {
            return;
        }

        (Cells, Pixels) = (cells, pixels);
        _starts = new int[cells + 2];
        _weights = new float[pixels + Overhang];
        int interval = 0;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            double position = (pixel + 0.5) * cells / pixels - 0.5;
            double below = Math.Floor(position);
            _weights[pixel] = (float)(position - below);
            while (interval < (int)below + 1)
            {
                _starts[++interval] = pixel;
            }
        }

        while (interval <= cells)
        {
            _starts[++interval] = pixels;
        }
    }

    /// <summary>The interval's first pixel; where the next one starts, it ends. An interval may have no pixel.</summary>
    public int Start(int interval) => _starts[interval];

    public int LowerTap(int interval) => Math.Max(interval - 1, 0);

    public int UpperTap(int interval) => Math.Min(interval, Cells - 1);

    /// <summary>The first pixel whose centre lies in <paramref name="cell"/> or behind it.</summary>
    public int FirstPixelIn(int cell) => (int)Math.Ceiling((double)cell * Pixels / Cells - 0.5);

    /// <summary>The pixel under the centre of <paramref name="cell"/>.</summary>
    public int PixelAtCentreOf(int cell) => (int)((cell + 0.5) * Pixels / Cells);
}
