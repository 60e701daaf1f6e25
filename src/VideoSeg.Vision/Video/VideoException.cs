namespace VideoSeg.Vision.Video;

/// <summary>A video source cannot be read, or a video file cannot be written.</summary>
public sealed class VideoException(string reason, string message, Exception? inner = null) : VideoSegException(message, inner)
{
    /// <summary>
    /// A stable name of the cause: VIDEO_MISSING, VIDEO_EMPTY, VIDEO_FORMAT_UNKNOWN, VIDEO_BROKEN, VIDEO_WITHOUT_PICTURE,
    /// VIDEO_WITHOUT_FRAMES, VIDEO_TOO_LARGE, VIDEO_UNREACHABLE, VIDEO_NOT_WRITTEN, VIDEO_PROGRAM_MISSING.
    /// </summary>
    public string Reason { get; } = reason;

    internal static VideoException Missing(string message) => new("VIDEO_MISSING", message);

    internal static VideoException Empty(string name) => new("VIDEO_EMPTY", $"{name} is empty.");

    internal static VideoException FormatUnknown(string message) => new("VIDEO_FORMAT_UNKNOWN", message);

    internal static VideoException Broken(string message, Exception? inner = null) => new("VIDEO_BROKEN", message, inner);

    internal static VideoException WithoutPicture(string message) => new("VIDEO_WITHOUT_PICTURE", message);

    internal static VideoException WithoutFrames(string message) => new("VIDEO_WITHOUT_FRAMES", message);

    internal static VideoException TooLarge(string message) => new("VIDEO_TOO_LARGE", message);

    internal static VideoException Unreachable(string message) => new("VIDEO_UNREACHABLE", message);

    internal static VideoException WithoutProgram() =>
        new("VIDEO_PROGRAM_MISSING", "Videos are read and written by the programs ffmpeg and ffprobe, which are not on the PATH; install the package ffmpeg.");

    internal static VideoException NotWritten(string message, Exception? inner = null) => new("VIDEO_NOT_WRITTEN", message, inner);
}
