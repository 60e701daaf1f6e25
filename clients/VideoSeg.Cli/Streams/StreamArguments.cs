using VideoSeg.Cli.Servers;
using VideoSeg.V1;
using VideoSeg.Vision.Video;

namespace VideoSeg.Cli.Streams;

/// <summary>The options of one run of `videoseg stream`.</summary>
internal sealed record StreamArguments
{
    /// <summary>A video file, a folder of images, or the index of a camera.</summary>
    public required string Source { get; init; }

    /// <summary>The server, or <see langword="null"/> to start one for the run.</summary>
    public ServerEndpoint? Server { get; init; }

    /// <summary>The options of a server that is started for the run.</summary>
    public IReadOnlyList<string> OwnServerOptions { get; init; } = [];

    /// <summary>The path of the overlay video with masks, names and track ids, or <see langword="null"/> to write none.</summary>
    public string? Overlay { get; init; }

    /// <summary>The path of the JSON lines, or <see langword="null"/> to write none.</summary>
    public string? Json { get; init; }

    public StreamPace Pace { get; init; }

    /// <summary>The configuration of the stream.</summary>
    public StreamConfig Config { get; init; } = new();

    /// <summary>The number of frames to send, or <see langword="null"/> to send all.</summary>
    public int? MaxFrames { get; init; }

    /// <summary>The JPEG quality of the sent video frames, 1 to 100; default 90.</summary>
    public int JpegQuality { get; init; } = 90;

    /// <summary>Whether an EXIF orientation of image files is not applied.</summary>
    public bool AsStored { get; init; }

    /// <summary>The frame rate of a source that has none, such as a folder of images, in frames per second; above 0, default 10.</summary>
    public double FrameRate { get; init; } = 10;

    public double FrameRateOf(VideoReader source) => source.FrameRate ?? FrameRate;
}
