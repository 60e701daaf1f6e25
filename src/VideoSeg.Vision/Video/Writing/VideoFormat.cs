namespace VideoSeg.Vision.Video.Writing;

/// <summary>A kind of video file that is written; the extension of the path chooses it.</summary>
/// <param name="Extensions">With their dots, in lower case.</param>
/// <param name="Muxer">FFmpeg's name.</param>
/// <param name="TicksPerSecond">The resolution of its times.</param>
/// <param name="Encoder">The arguments of the encoder.</param>
public sealed record VideoFormat(IReadOnlyList<string> Extensions, string Muxer, int TicksPerSecond, IReadOnlyList<string> Encoder)
{
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p"];

    private static readonly VideoFormat[] All =
    [
        new([".mp4", ".m4v"], "mp4", 90_000, [.. H264, "-video_track_timescale", "90000", "-movflags", "+faststart"]),
        new([".mov"], "mov", 90_000, [.. H264, "-video_track_timescale", "90000", "-movflags", "+faststart"]),
        new([".mkv"], "matroska", 1000, H264),
        new([".webm"], "webm", 1000, ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1", "-crf", "32", "-b:v", "0", "-pix_fmt", "yuv420p"]),
    ];

    /// <summary>H.264 in MP4, which every player and browser shows.</summary>
    public static VideoFormat Mp4 => All[0];

    /// <summary>The extensions of all kinds, for messages.</summary>
    public static string Known { get; } = string.Join(", ", All.SelectMany(format => format.Extensions));

    /// <returns>Null: the extension is that of no kind that is written.</returns>
    public static VideoFormat? Of(string path) => All.FirstOrDefault(format => format.Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase));
}
