using System.Diagnostics.CodeAnalysis;
using VideoSeg.Vision.Ffmpeg;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Video;

/// <summary>
/// Reads an RTSP stream through ffmpeg. It is a program and not OpenCV's own FFmpeg, because that one is built without network support, and because a camera
/// that makes it hang or crash does not take the server with it. Who waits for frames decides how long.
/// </summary>
internal sealed class RtspReader : VideoReader
{
    private readonly FfmpegFrames _frames;
    private PixelSize? _size;

    private RtspReader(FfmpegFrames frames) => _frames = frames;

    public override double? FrameRate => null;

    public override int? FrameCount => null;

    public override bool IsLive => true;

    /// <summary>The size of the last frame.</summary>
    public override PixelSize? Size => _size;

    public static RtspReader Open(Uri address, FrameLimits limits)
    {
        if (!FfmpegProgram.IsInstalled)
        {
            throw VideoException.WithoutProgram();
        }

        // A command line can be read by all on the machine, and so what is to be opened comes as a script. How many frames come a second is not waited for.
        var access = new InputAccess("pipe,rtsp,tcp", "concat,rtsp");
        string url = address.AbsoluteUri.Replace("'", "%27", StringComparison.Ordinal);
        return new RtspReader(FfmpegFrames.Start(
            [.. access.Arguments, "-safe", "0", "-i", "pipe:0"],
            null,
            limits.MaxPixels,
            Timeout.InfiniteTimeSpan,
            $"ffconcat version 1.0\nfile '{url}'\noption rtsp_transport tcp\noption fpsprobesize 0\n"));
    }

    public override bool TryRead([NotNullWhen(true)] out Frame? frame)
    {
        frame = _frames.TryNext(out var line) && _frames.Read() is { } bgr ? new Frame(bgr, line.Size) : null;
        _size = frame?.Size ?? _size;
        return frame is not null || (_frames.TooLarge is { } tooLarge ? throw VideoException.TooLarge($"the camera's picture is too large: {tooLarge}") : false);
    }

    public override bool TrySkip() => _frames.TryNext(out _) && _frames.Skip();

    public override void Interrupt() => _frames.Kill();

    public override void Dispose() => _frames.Dispose();
}
