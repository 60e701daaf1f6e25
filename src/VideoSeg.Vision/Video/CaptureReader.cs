using System.Diagnostics.CodeAnalysis;
using OpenCvSharp;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Video;

/// <summary>Reads what OpenCV captures: video files, network streams, cameras.</summary>
internal sealed class CaptureReader : VideoReader
{
    private readonly VideoCapture _capture;
    private readonly string _name;
    private bool _hasRead;

    private CaptureReader(VideoCapture capture, string name, bool isLive)
    {
        (_capture, _name, IsLive) = (capture, name, isLive);
        FrameRate = capture.Fps is > 0 and < 1000 and var rate ? rate : null;
        FrameCount = !isLive && capture.FrameCount is > 0 and var count ? count : null;
    }

    public override double? FrameRate { get; }

    public override int? FrameCount { get; }

    public override bool IsLive { get; }

    /// <summary>A stream that begins amid a group of pictures has a size of 0 until a frame is decoded.</summary>
    public override PixelSize? Size => _capture is { FrameWidth: > 0, FrameHeight: > 0 } ? new(_capture.FrameWidth, _capture.FrameHeight) : null;

    public static CaptureReader OfFile(string path, string name, FrameLimits limits)
    {
        var access = VideoAccess.Of(VideoContainer.Of(path, name));

        // Opening decodes the first frames already, with all the memory that their size takes.
        foreach (var size in FfmpegProgram.SizesOf(path, access, limits.MaxPixels))
        {
            CheckSize(size, name, limits);
        }

        var capture = access.Open(path);
        if (!capture.IsOpened())
        {
            throw Failed(capture, WhyNot(path, name, access));
        }

        try
        {
            CheckSize(new PixelSize(capture.FrameWidth, capture.FrameHeight), name, limits);
            return new(capture, name, false);
        }
        catch (VideoException)
        {
            capture.Dispose();
            throw;
        }
    }

    public static CaptureReader OfCamera(int index) =>
        new VideoCapture(index) is var capture && capture.IsOpened()
            ? new(capture, $"Camera {index}", true)
            : throw Failed(capture, VideoException.Unreachable($"Camera {index} cannot be opened; is it connected, and free?"));

    public override bool TryRead([NotNullWhen(true)] out Frame? frame)
    {
        var bgr = new Mat();
        if (_capture.Read(bgr) && !bgr.Empty())
        {
            Passed();
            frame = new Frame(bgr, new PixelSize(bgr.Width, bgr.Height));
            return true;
        }

        bgr.Dispose();
        frame = null;
        return _hasRead ? false : throw WithoutFrames();
    }

    public override bool TrySkip()
    {
        if (_capture.Grab())
        {
            Passed();
            return true;
        }

        return _hasRead ? false : throw WithoutFrames();
    }

    public override void Dispose() => _capture.Dispose();

    private void Passed()
    {
        _hasRead = true;
        Time = IsLive ? null : TimeSpan.FromMilliseconds(Math.Max(0, _capture.PosMsec));
    }

    private VideoException WithoutFrames() => VideoException.WithoutFrames($"{_name} has no frame that can be decoded.");

    private static VideoException WhyNot(string path, string name, VideoAccess access)
    {
        var streams = FfmpegProgram.StreamsOf(path, access);
        var bytes = new FileInfo(path).Length;
        return streams.Contains("audio") && !streams.Contains("video")
            ? VideoException.WithoutPicture($"{name} has sound, but no picture.")
            : VideoException.Broken($"{name} is not a video that can be read; its {bytes} bytes may be damaged or incomplete.");
    }

    /// <summary>A size that the file does not say is checked when its frames are decoded.</summary>
    private static void CheckSize(PixelSize size, string name, FrameLimits limits)
    {
        if (limits.ProblemOf(size) is { } problem && size is { Width: > 0, Height: > 0 })
        {
            throw VideoException.TooLarge($"{name}: {problem}");
        }
    }

    private static VideoException Failed(VideoCapture capture, VideoException why)
    {
        capture.Dispose();
        return why;
    }
}
