namespace VideoSeg.Vision.Argmax;

/// <summary>
/// How the pixels of a frame lie between the cells of a grid, along one axis: bilinear, half-pixel centres, edges clamped
/// (PyTorch's interpolate with align_corners=False). Interval i is what lies between the centres of cells i - 1 and i, so
/// there is one interval more than cells; in the first and the last both taps are the same cell. The frame may cover a part of the
/// grid alone (letterbox).
/// </summary>
internal sealed class InterpolationAxis
{
    /// <summary>Weights can be read this far past the last pixel, so that a vector may overhang.</summary>
    public const int Overhang = 16;

    private int[] _starts = [];
    private float[] _weights = [];

    private double _frameStart;
    private double _frameLength;

    public int Cells { get; private set; }

    public int Pixels { get; private set; }

    /// <summary>The weight of the interval's upper tap, for each pixel.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The cells whose centres lie in the frame.</summary>
    public Range CellsInFrame { get; private set; }

    /// <summary>Computes the tables anew where the sizes are others than before.</summary>
    /// <param name="cells">The cells of the grid along the axis.</param>
    /// <param name="pixels">The pixels of the frame along the axis.</param>
    /// <param name="frameStart">Where the frame starts on the grid, in cells.</param>
    /// <param name="frameLength">How far it reaches, in cells.</param>
    public void Fit(int cells, int pixels, double frameStart, double frameLength)
    {
        if (cells == Cells && pixels == Pixels && frameStart == _frameStart && frameLength == _frameLength)
        {
            return;
        }

        (Cells, Pixels, _frameStart, _frameLength) = (cells, pixels, frameStart, frameLength);
        CellsInFrame = Math.Max(0, (int)Math.Ceiling(frameStart - 0.5))..Math.Min(cells, (int)Math.Ceiling(frameStart + frameLength - 0.5));
        _starts = new int[cells + 2];
        _weights = new float[pixels + Overhang];
        int interval = 0;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            double position = frameStart + ((pixel + 0.5) * frameLength / pixels) - 0.5;
            double below = Math.Clamp(Math.Floor(position), -1, cells - 1);
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
    public int FirstPixelIn(int cell) => (int)Math.Ceiling(((cell - _frameStart) * Pixels / _frameLength) - 0.5);

    /// <summary>The pixel under the centre of <paramref name="cell"/>, one of <see cref="CellsInFrame"/>.</summary>
    public int PixelAtCentreOf(int cell) => Math.Min((int)((cell + 0.5 - _frameStart) * Pixels / _frameLength), Pixels - 1);
}
