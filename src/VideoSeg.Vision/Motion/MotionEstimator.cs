using OpenCvSharp;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Vision.Motion;

/// <summary>
/// Optical flow from a stream's newest frame back to its reference frame, on small grey pictures: Farnebäck's polynomial expansion in wide
/// windows at half size, which follow a camera that moves, and in narrow ones, which do not smear a person's motion into the ground that
/// stands still around; each cell takes the flow that explains its neighbourhood better.
/// One for each stream, one caller at a time. Disposing frees its pictures.
/// </summary>
public sealed class MotionEstimator : IDisposable
{
    /// <summary>The least width and height of the grid, in cells: on fewer no motion can be seen.</summary>
    public const int SmallestSide = 16;

    /// <summary>Grey levels by which a cell may differ and still be explained: noise and compression stay below.</summary>
    private const double NoiseLevels = 18;

    /// <summary>Cells that seem to have moved less stand still: noise of the flow, and a warp by it would only blur.</summary>
    private const float Still = 0.3f;

    /// <summary>In cells of half the grid.</summary>
    private const int WideWindow = 9;

    /// <summary>In cells.</summary>
    private const int NarrowWindow = 5;

    /// <summary>The side of the neighbourhood by which the two flows are compared, in cells.</summary>
    private const int Neighbourhood = 5;

    /// <summary>Grey levels by which the narrow window's flow must explain more than the wide one's: it is noisier where there is little to see.</summary>
    private const float Advantage = 1;

    private const byte AroundFrame = 114;

    private readonly PixelSize _size;
    private readonly WarpGrid _grid;
    private readonly Size _half;
    private readonly Mat _halfNow = new();
    private readonly Mat _halfReference = new();
    private readonly Mat _halfFlow = new();
    private readonly Mat _wide = new();
    private readonly Mat _narrow = new();
    private readonly Mat _wideError;
    private readonly Mat _narrowError;
    private readonly byte[] _reference;
    private readonly float[] _referencePlane;
    private readonly float[] _warpedPlane;

    /// <param name="width">The width of the grid in cells, <see cref="SmallestSide"/> or more.</param>
    /// <param name="height">The height of the grid in cells, <see cref="SmallestSide"/> or more.</param>
    public MotionEstimator(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, SmallestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, SmallestSide);
        _size = new PixelSize(width, height);
        _half = new Size(width / 2, height / 2);
        _grid = new WarpGrid(width, height);
        _reference = new byte[width * height];
        (_referencePlane, _warpedPlane) = (new float[width * height], new float[width * height]);
        (_wideError, _narrowError) = (new Mat(height, width, MatType.CV_32FC1), new Mat(height, width, MatType.CV_32FC1));
    }

    /// <summary>What one holds for a grid of that many cells, in bytes.</summary>
    public static long BytesFor(long cells) => cells * (sizeof(byte) + (12 * sizeof(float)));

    /// <summary>Writes the frame's small grey picture.</summary>
    /// <param name="frame">Borrowed; a luma is enough.</param>
    /// <param name="area">Where it lies on the grid, in cells; around it the grid is grey.</param>
    /// <param name="field">Written; it has the size of the grid.</param>
    public void Look(Frame frame, PixelBox area, MotionField field)
    {
        if (area == new PixelBox(0, 0, _size.Width, _size.Height))
        {
            frame.CopyGray(_size, field.Grey);
            return;
        }

        field.Grey.Fill(AroundFrame);
        byte[] grey = new byte[area.Area];
        frame.CopyGray(new PixelSize(area.Width, area.Height), grey);
        for (int row = 0; row < area.Height; row++)
        {
            grey.AsSpan(row * area.Width, area.Width).CopyTo(field.Grey[(((area.Y + row) * _size.Width) + area.X)..]);
        }
    }

    /// <summary>Makes this frame the reference for the motion of the frames to come.</summary>
    public void KeepAsReference(MotionField field)
    {
        field.Grey.CopyTo(_reference);
        for (int i = 0; i < _reference.Length; i++)
        {
            _referencePlane[i] = _reference[i];
        }
    }

    /// <summary>Writes the motion between the reference and the frame that <see cref="Look"/> wrote into <paramref name="field"/>.</summary>
    public unsafe void Estimate(MotionField field)
    {
        fixed (byte* now = field.Grey, reference = _reference)
        {
            using var nowPicture = Mat.FromPixelData(_size.Height, _size.Width, MatType.CV_8UC1, (nint)now);
            using var referencePicture = Mat.FromPixelData(_size.Height, _size.Width, MatType.CV_8UC1, (nint)reference);
            Flow(nowPicture, referencePicture, _narrow, NarrowWindow, iterations: 1);
            Cv2.Resize(nowPicture, _halfNow, _half, 0, 0, InterpolationFlags.Area);
            Cv2.Resize(referencePicture, _halfReference, _half, 0, 0, InterpolationFlags.Area);
        }

        Flow(_halfNow, _halfReference, _halfFlow, WideWindow, iterations: 2);
        Cv2.Resize(_halfFlow, _wide, new Size(_size.Width, _size.Height), 0, 0, InterpolationFlags.Linear);
        ToCellsOfTheGrid(Values(_wide, field.Flow.Length));

        MeasureError(_wide, field.Grey, _wideError);
        MeasureError(_narrow, field.Grey, _narrowError);
        Choose(field.Flow);
        _grid.Set(field.Flow);
        _grid.Warp(_referencePlane, _warpedPlane);
        field.Evidence = new MotionEvidence(Residual(field.Grey), _grid.Uncovered);
    }

    public void Dispose()
    {
        foreach (var mat in new[] { _halfNow, _halfReference, _halfFlow, _wide, _narrow, _wideError, _narrowError })
        {
            mat.Dispose();
        }
    }

    private static void Flow(Mat now, Mat reference, Mat flow, int window, int iterations) =>
        Cv2.CalcOpticalFlowFarneback(now, reference, flow, pyrScale: 0.5, levels: 2, window, iterations, polyN: 5, polySigma: 1.1, OpticalFlowFlags.None);

    private void ToCellsOfTheGrid(Span<float> flow)
    {
        var (x, y) = ((float)_size.Width / _half.Width, (float)_size.Height / _half.Height);
        for (int i = 0; i < flow.Length; i += 2)
        {
            flow[i] *= x;
            flow[i + 1] *= y;
        }
    }

    /// <summary>How many grey levels a flow misses the frame by, in the mean over each cell's neighbourhood.</summary>
    private void MeasureError(Mat flow, ReadOnlySpan<byte> now, Mat error)
    {
        _grid.Set(Values(flow, 2 * now.Length));
        _grid.Warp(_referencePlane, _warpedPlane);
        var misses = Values(error, now.Length);
        for (int i = 0; i < now.Length; i++)
        {
            misses[i] = Math.Abs(now[i] - _warpedPlane[i]);
        }

        Cv2.BoxFilter(error, error, MatType.CV_32FC1, new Size(Neighbourhood, Neighbourhood));
    }

    private void Choose(Span<float> flow)
    {
        var wide = Values(_wide, flow.Length);
        var narrow = Values(_narrow, flow.Length);
        var wideError = Values(_wideError, flow.Length / 2);
        var narrowError = Values(_narrowError, flow.Length / 2);
        for (int i = 0; i < flow.Length; i += 2)
        {
            var better = narrowError[i / 2] < wideError[i / 2] - Advantage ? narrow : wide;
            bool still = (better[i] * better[i]) + (better[i + 1] * better[i + 1]) < Still * Still;
            (flow[i], flow[i + 1]) = still ? (0, 0) : (better[i], better[i + 1]);
        }
    }

    private double Residual(ReadOnlySpan<byte> now)
    {
        int unexplained = 0;
        for (int i = 0; i < now.Length; i++)
        {
            unexplained += Math.Abs(now[i] - _warpedPlane[i]) > NoiseLevels ? 1 : 0;
        }

        return (double)unexplained / now.Length;
    }

    private static unsafe Span<float> Values(Mat mat, int length) => new(mat.DataPointer, length);
}
