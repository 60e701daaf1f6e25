using VideoSeg.V1;
using VideoSeg.Vision.Video;

namespace VideoSeg.Cli.Streams;

/// <summary>What the user asked of one run.</summary>
internal sealed record StreamArguments
{
    /// <summary>A video file, a folder of images, or the index of a camera.</summary>
    public required string Source { get; init; }

    /// <summary>Null: start one for this run.</summary>
    public Uri? Server { get; init; }

    /// <summary>Where the video with masks, names and track ids goes; null: nowhere.</summary>
    public string? Overlay { get; init; }

    /// <summary>Where the JSON lines go; null: nowhere.</summary>
    public string? Json { get; init; }

    public StreamPace Pace { get; init; }

    /// <summary>What is asked of the server.</summary>
    public StreamConfig Config { get; init; } = new();

    /// <summary>Null: all.</summary>
    public int? MaxFrames { get; init; }

    /// <summary>The quality of the JPEGs as which the frames of a video are sent, 1 to 100; default 90.</summary>
    public int JpegQuality { get; init; } = 90;

    /// <summary>Frames a second of a source that does not say it, such as a folder of images, above 0; default 10.</summary>
    public double FrameRate { get; init; } = 10;

    public double FrameRateOf(VideoReader source) => source.FrameRate ?? FrameRate;
}
