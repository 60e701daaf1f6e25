using OpenCvSharp;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Vision.Video;

/// <summary>
/// Writes frames to an MP4 file: H.264 through ffmpeg where it is on the PATH, else MPEG-4 part 2 (mp4v), which browsers do
/// not play. The file is whole after <see cref="Finish"/>. The first frame sets the size; later ones are stretched to it.
/// </summary>
public sealed class VideoFileWriter : IDisposable
{
    private readonly string _path;
    private readonly double _frameRate;
    private readonly string _ffmpeg;

    private PixelSize _size;
    private FfmpegEncoder? _h264;
    private VideoWriter? _mp4v;

    /// <param name="path">The path of the file, which is replaced; its folder must be there.</param>
    /// <param name="frameRate">Frames a second.</param>
    public VideoFileWriter(string path, double frameRate)
        : this(path, frameRate, "ffmpeg")
    {
    }

    internal VideoFileWriter(string path, double frameRate, string ffmpeg)
    {
        if (!(frameRate is > 0 and <= 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(frameRate), frameRate, "More than 0 and at most 1000 frames a second.");
        }

        (_path, _frameRate, _ffmpeg) = (path, frameRate, ffmpeg);
    }

    /// <param name="frame">Borrowed.</param>
    /// <exception cref="VideoException">The file cannot be written.</exception>
    public void Write(Frame frame)
    {
        if (_h264 is null && _mp4v is null)
        {
            Open(new PixelSize(frame.Bgr.Width, frame.Bgr.Height));
        }

        if (frame.Bgr.Width == _size.Width && frame.Bgr.Height == _size.Height && frame.Bgr.IsContinuous())
        {
            Write(frame.Bgr);
            return;
        }

        using var resized = frame.Bgr.Resize(new Size(_size.Width, _size.Height));
        Write(resized);
    }

    /// <summary>Writes what is still under way and closes the file.</summary>
    /// <exception cref="VideoException">The file could not be written.</exception>
    public void Finish()
    {
        _h264?.Finish();
        _mp4v?.Release();
    }

    /// <summary>Without <see cref="Finish"/> before it, the file may be broken.</summary>
    public void Dispose()
    {
        _h264?.Dispose();
        _mp4v?.Dispose();
    }

    private void Open(PixelSize size)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(_path));
        if (!Directory.Exists(folder))
        {
            throw VideoException.NotWritten($"'{_path}' cannot be written: there is no folder '{folder}'.");
        }

        _size = size;
        _h264 = FfmpegEncoder.TryStart(_ffmpeg, _path, size, _frameRate);
        if (_h264 is not null)
        {
            return;
        }

        _mp4v = new VideoWriter(_path, FourCC.FromString("mp4v"), _frameRate, new Size(size.Width, size.Height));
        if (!_mp4v.IsOpened())
        {
            throw VideoException.NotWritten($"'{_path}' cannot be written as MP4 with {size} px at {_frameRate} frames a second.");
        }
    }

    private void Write(Mat bgr)
    {
        _h264?.Write(bgr.AsSpan<byte>());
        _mp4v?.Write(bgr);
    }
}
