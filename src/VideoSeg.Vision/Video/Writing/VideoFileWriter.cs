using OpenCvSharp;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Vision.Video.Writing;

/// <summary>
/// Writes frames to a video file through ffmpeg, each at its time. The file is whole after <see cref="Finish"/>. Frames of another size than the
/// file's are fitted into it.
/// </summary>
public sealed class VideoFileWriter : IDisposable
{
    private readonly string _path;
    private readonly VideoFormat _format;
    private readonly double _frameRate;

    private PixelSize _size;
    private FfmpegEncoder? _encoder;

    /// <param name="path">The path of the file, which is replaced; its folder must be there.</param>
    /// <param name="format">What is written.</param>
    /// <param name="frameRate">The usual frames a second, above 0 and at most 1000: how long the last frame is shown.</param>
    public VideoFileWriter(string path, VideoFormat format, double frameRate)
    {
        if (!(frameRate is > 0 and <= 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(frameRate), frameRate, "More than 0 and at most 1000 frames a second.");
        }

        (_path, _format, _frameRate) = (path, format, frameRate);
    }

    /// <summary>The shape of the pixels, which players respect.</summary>
    public PixelAspect PixelAspect { get; init; } = PixelAspect.Square;

    /// <summary>The size of the video; null: that of the first frame.</summary>
    public PixelSize? Size { get; init; }

    /// <param name="frame">Borrowed.</param>
    /// <param name="time">When it is shown, from the start of the file; later than the frame before.</param>
    /// <exception cref="VideoException">The file cannot be written.</exception>
    public void Write(Frame frame, TimeSpan time)
    {
        if (_encoder is null)
        {
            _size = Size ?? new PixelSize(frame.Bgr.Width, frame.Bgr.Height);
            _encoder = Open(_size);
        }

        if (frame.Bgr.Width == _size.Width && frame.Bgr.Height == _size.Height && frame.Bgr.IsContinuous())
        {
            _encoder.Write(frame.Bgr.AsSpan<byte>(), time);
            return;
        }

        using var fitted = Fit(frame.Bgr, _size);
        _encoder.Write(fitted.AsSpan<byte>(), time);
    }

    /// <summary>Writes what is still under way and closes the file.</summary>
    /// <exception cref="VideoException">The file could not be written.</exception>
    public void Finish() => _encoder?.Finish();

    /// <summary>Without <see cref="Finish"/> before it, the file may be broken.</summary>
    public void Dispose() => _encoder?.Dispose();

    private FfmpegEncoder Open(PixelSize size)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(_path));
        if (!Directory.Exists(folder))
        {
            throw VideoException.NotWritten($"'{_path}' cannot be written: there is no folder '{folder}'.");
        }

        return FfmpegEncoder.Start(_path, _format, size, PixelAspect, _frameRate);
    }

    /// <summary>The picture in the middle of a black one of this size.</summary>
    private static Mat Fit(Mat picture, PixelSize size)
    {
        double scale = Math.Min((double)size.Width / picture.Width, (double)size.Height / picture.Height);
        var inner = new Size(Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale)));
        var fitted = new Mat(size.Height, size.Width, MatType.CV_8UC3, Scalar.Black);
        using var target = fitted.SubMat(new Rect((size.Width - inner.Width) / 2, (size.Height - inner.Height) / 2, inner.Width, inner.Height));
        Cv2.Resize(picture, target, inner, 0, 0, scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return fitted;
    }
}
