using System.Diagnostics;
using System.Globalization;
using VideoSeg.Vision.Ffmpeg;

namespace VideoSeg.Vision.Video.Writing;

/// <summary>Makes one MP4 of several that were encoded alike, and gives it the sound of another video.</summary>
public static class VideoJoin
{
    /// <summary>A video of the join.</summary>
    /// <param name="Path">The path of the file.</param>
    /// <param name="Duration">How long it is shown, until the next one begins.</param>
    public sealed record Part(string Path, TimeSpan Duration);

    /// <param name="parts">In their order, at least one.</param>
    /// <param name="sound">The video whose sound is taken; one that has none is allowed.</param>
    /// <param name="start">When the picture begins, from the start of that video.</param>
    /// <param name="target">The file, which is replaced.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="VideoException">The file cannot be written.</exception>
    public static async Task WriteAsync(IReadOnlyList<Part> parts, string sound, TimeSpan start, string target, CancellationToken cancellationToken)
    {
        var list = target + ".parts";
        await File.WriteAllLinesAsync(list, ["ffconcat version 1.0", .. parts.SelectMany(LinesOf)], cancellationToken);
        try
        {
            await WriteAsync(list, sound, start, target, "copy", cancellationToken);
        }
        catch (VideoException)
        {
            // Not every kind of sound may stand in an MP4.
            await WriteAsync(list, sound, start, target, "aac", cancellationToken);
        }

        File.Delete(list);
    }

    private static IEnumerable<string> LinesOf(Part part) =>
    [
        $"file '{Path.GetFullPath(part.Path).Replace("'", @"'\''", StringComparison.Ordinal)}'",
        string.Create(CultureInfo.InvariantCulture, $"duration {part.Duration.TotalSeconds:0.000000}"),
    ];

    private static Task WriteAsync(string list, string sound, TimeSpan start, string target, string soundCodec, CancellationToken cancellationToken) => RunAsync(
        target,
        [
            "-itsoffset", start.TotalSeconds.ToString("0.000000", CultureInfo.InvariantCulture),
            "-protocol_whitelist", "file", "-f", "concat", "-safe", "0", "-i", FfmpegProgram.FileOf(list),
            .. InputAccess.ToFile(VideoContainer.Of(sound, sound).Demuxer).Arguments, "-vn", "-i", FfmpegProgram.FileOf(sound),
            "-map", "0:v", "-map", "1:a?", "-c:v", "copy", "-c:a", soundCodec, "-movflags", "+faststart", "-f", "mp4", FfmpegProgram.FileOf(target),
        ],
        cancellationToken);

    private static async Task RunAsync(string target, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = FfmpegProgram.StartOf("ffmpeg", ["-nostdin", "-y", "-loglevel", "error", .. arguments]);
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var words = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw VideoException.NotWritten($"ffmpeg could not write '{target}' (exit code {process.ExitCode}): {(await words).ReplaceLineEndings(" ").Trim()}");
        }
    }
}
