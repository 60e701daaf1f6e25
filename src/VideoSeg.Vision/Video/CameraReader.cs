using System.Diagnostics.CodeAnalysis;
using OpenCvSharp;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Vision.Video;

/// <summary>Reads a camera of this machine through OpenCV.</summary>
internal sealed class CameraReader : VideoReader
{
    private readonly VideoCapture _capture;
    private readonly string _name;
    private bool _hasRead;

    private CameraReader(VideoCapture capture, string name)
    {
        (_capture, _name) = (capture, name);
        FrameRate = capture.Fps is > 0 and < 1000 and var rate ? rate : null;
    }

    public override double? FrameRate { get; }

    public override int? FrameCount => null;

    public override bool IsLive => true;

    public override PixelSize? Size => new(_capture.FrameWidth, _capture.FrameHeight);

    /// <exception cref="VideoException">It cannot be opened.</exception>
    public static CameraReader Open(int index)
    {
        // What goes wrong is said by exceptions; OpenCV's own warnings would only stand between the lines of a terminal.
        Cv2.SetLogLevel(LogLevel.SILENT);
        var capture = new VideoCapture(index);
        if (capture.IsOpened())
        {
            return new(capture, $"Camera {index}");
        }

        capture.Dispose();
        throw VideoException.Unreachable($"Camera {index} cannot be opened; is it connected, and free?");
    }

    public override bool TryRead([NotNullWhen(true)] out Frame? frame)
    {
        var bgr = new Mat();
        if (_capture.Read(bgr) && !bgr.Empty())
        {
            _hasRead = true;
            frame = new Frame(bgr, new PixelSize(bgr.Width, bgr.Height));
            return true;
        }

        bgr.Dispose();
        frame = null;
        return _hasRead ? false : throw VideoException.WithoutFrames($"{_name} has no frame that can be decoded.");
    }

    public override bool TrySkip() => _capture.Grab();

    public override void Dispose() => _capture.Dispose();
}
