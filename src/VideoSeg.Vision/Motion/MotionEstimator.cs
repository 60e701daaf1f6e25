using OpenCvSharp;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Vision.Motion;

/// <summary>
/// Optical flow from a stream's newest frame back to its reference frame, on small grey pictures (Farnebäck's polynomial expansion).
/// One for each stream, one caller at a time. Disposing frees its pictures.
/// </summary>
public sealed class MotionEstimator : IDisposable
{
    /// <summary>Of the grid, in cells: on fewer there is no motion to be seen.</summary>
    public const int SmallestSide = 16;

    /// <summary>Grey levels by which a cell may differ and still be explained: noise and compression stay below.</summary>
    private const double NoiseLevels = 18;

    private readonly MotionField _field;
    private readonly PixelSize _size;
    private readonly Mat _reference;
    private readonly Mat _now;
    private readonly Mat _flow = new();
    private readonly float[] _referencePlane;
    private readonly float[] _warpedPlane;

    /// <param name="width">Of the grid, in cells: <see cref="SmallestSide"/> or more.</param>
    /// <param name="height">Of the grid, in cells: <see cref="SmallestSide"/> or more.</param>
    public MotionEstimator(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, SmallestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, SmallestSide);
        _size = new PixelSize(width, height);
        _field = new MotionField(width, height);
        _reference = new Mat(height, width, MatType.CV_8UC1);
        _now = new Mat(height, width, MatType.CV_8UC1);
        (_referencePlane, _warpedPlane) = (new float[width * height], new float[width * height]);
    }

    /// <summary>What it holds, in bytes.</summary>
    public long Bytes => _size.Pixels * ((2 * sizeof(byte)) + (8 * sizeof(float)));

    /// <summary>Looks at the frame; <see cref="Estimate"/> and <see cref="KeepAsReference"/> speak of it.</summary>
    /// <param name="frame">Borrowed.</param>
    /// <param name="area">Where it lies on the grid, in cells; around it the grid is grey.</param>
    public void Look(Frame frame, PixelBox area)
    {
        if (area == new PixelBox(0, 0, _size.Width, _size.Height))
        {
            frame.CopyGray(_size, Pixels(_now));
            return;
        }

        _now.SetTo(new Scalar(114));
        byte[] gray = new byte[area.Area];
        frame.CopyGray(new PixelSize(area.Width, area.Height), gray);
        using var part = new Mat(_now, new Rect(area.X, area.Y, area.Width, area.Height));
        using var picture = Mat.FromPixelData(area.Height, area.Width, MatType.CV_8UC1, gray);
        picture.CopyTo(part);
    }

    /// <summary>From now on motion is told against the frame that was looked at last.</summary>
    public void KeepAsReference()
    {
        _now.CopyTo(_reference);
        ReadOnlySpan<byte> gray = Pixels(_reference);
        for (int i = 0; i < gray.Length; i++)
        {
            _referencePlane[i] = gray[i];
        }
    }

    /// <summary>The motion between the reference and the frame that was looked at last; valid until the next call.</summary>
    public unsafe MotionField Estimate()
    {
        Cv2.CalcOpticalFlowFarneback(_now, _reference, _flow, pyrScale: 0.5, levels: 3, winsize: 13, iterations: 2, polyN: 5, polySigma: 1.1, OpticalFlowFlags.None);
        _field.Set(new ReadOnlySpan<float>(_flow.DataPointer, 2 * _referencePlane.Length));
        _field.Warp(_referencePlane, _warpedPlane);
        ReadOnlySpan<byte> now = Pixels(_now);
        int unexplained = 0;
        for (int i = 0; i < now.Length; i++)
        {
            unexplained += Math.Abs(now[i] - _warpedPlane[i]) > NoiseLevels ? 1 : 0;
        }

        _field.Residual = (double)unexplained / now.Length;
        return _field;
    }

    public void Dispose()
    {
        _reference.Dispose();
        _now.Dispose();
        _flow.Dispose();
    }

    private unsafe Span<byte> Pixels(Mat gray) => new(gray.DataPointer, (int)_size.Pixels);
}
