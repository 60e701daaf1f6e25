using System.Diagnostics.CodeAnalysis;
using OpenCvSharp;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Vision.Video;

/// <summary>Reads what OpenCV captures: video files, network streams, cameras.</summary>
internal sealed class CaptureReader : VideoReader
{
    private readonly VideoCapture _capture;
    private readonly string _name;
    private bool _hasRead;

    private CaptureReader(VideoCapture capture, string name, bool isLive, string whyNot)
    {
        if (!capture.IsOpened())
        {
            capture.Dispose();
            throw new VideoException($"{name} {whyNot}");
        }

        (_capture, _name, IsLive) = (capture, name, isLive);
        FrameRate = capture.Fps is > 0 and < 1000 and var rate ? rate : null;
        FrameCount = !isLive && capture.FrameCount is > 0 and var count ? count : null;
    }

    public override double? FrameRate { get; }

    public override int? FrameCount { get; }

    public override bool IsLive { get; }

    public static CaptureReader OfFile(string path)
    {
        var bytes = new FileInfo(path).Length;
        return bytes == 0
            ? throw new VideoException($"'{path}' is empty.")
            : new(new VideoCapture(path, VideoCaptureAPIs.FFMPEG), $"'{path}'", false, $"is not a video that can be read; its {bytes} bytes may be damaged or incomplete.");
    }

    public static CaptureReader OfUrl(string url)
    {
        // Camera addresses often hold a password, which has no place in a message.
        var shown = Uri.TryCreate(url, UriKind.Absolute, out var uri)
            ? uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped)
            : "The URL";
        return new(new VideoCapture(url, VideoCaptureAPIs.FFMPEG), shown, true, "cannot be opened; is the address right, and is it reachable from here?");
    }

    public static CaptureReader OfCamera(int index) =>
        new(new VideoCapture(index), $"Camera {index}", true, "cannot be opened; is it connected, and free?");

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
        return _hasRead ? false : throw new VideoException($"{_name} has no frame that can be decoded.");
    }

    public override void Dispose() => _capture.Dispose();
}
