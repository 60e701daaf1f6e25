using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoSeg.Vision.Video;

/// <summary>The programs ffmpeg and ffprobe, where they are on the PATH.</summary>
internal static partial class FfmpegProgram
{
    /// <summary>A file that takes longer to look at is broken in a way that no answer helps with.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(20);

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>The kinds of streams in a file ("video", "audio"); empty where that can't be told.</summary>
    public static IReadOnlyList<string> StreamsOf(string path, VideoAccess access) => Probe(path, access, "stream=codec_type").Lines;

    /// <summary>The sizes of the pictures in a file, empty where that can't be told. A picture of more than <paramref name="maxPixels"/> is not decoded for it.</summary>
    public static IReadOnlyList<PixelSize> SizesOf(string path, VideoAccess access, long maxPixels)
    {
        // By the headers, which do without decoding; a transport stream has the size in its pictures alone.
        var (lines, _) = Probe(path, access, "stream=width,height", "-skip_frame", "all", "-select_streams", "v");
        var sizes = lines.Select(line => Size().Match(line)).Where(m => m.Success).Select(SizeOf).ToArray();
        if (sizes.Length > 0 && sizes.All(s => s is { Width: > 0, Height: > 0 }))
        {
            return sizes;
        }

        var (decoded, errors) = Probe(
            path, access, "stream=width,height", "-max_pixels", maxPixels.ToString(CultureInfo.InvariantCulture), "-select_streams", "v");
        return [.. decoded.Select(line => Size().Match(line)).Where(m => m.Success).Select(SizeOf), .. TooLarge().Matches(errors).Select(SizeOf)];
    }

    private static PixelSize SizeOf(Match size) =>
        new(int.Parse(size.Groups["width"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(size.Groups["height"].ValueSpan, CultureInfo.InvariantCulture));

    /// <returns>The lines of the answer, and what was wrong; empty where there is no ffprobe.</returns>
    private static (string[] Lines, string Errors) Probe(string path, VideoAccess access, string entries, params ReadOnlySpan<string> options)
    {
        if (!IsOnPath("ffprobe"))
        {
            return ([], "");
        }

        var start = new ProcessStartInfo("ffprobe")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-v", "error", "-show_entries", entries, "-of", "csv=p=0" },
        };
        foreach (var argument in options.ToArray().Concat(access.Arguments))
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("file:" + path);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(ProbeTimeout))
        {
            process.Kill();
        }

        return (output.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), errors.GetAwaiter().GetResult());
    }

    /// <summary>Runs ffmpeg to its end.</summary>
    /// <param name="target">The file that is written, for the message.</param>
    /// <param name="arguments">After those that keep it quiet and let it overwrite.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="VideoException">It failed; the message has its words.</exception>
    public static async Task RunAsync(string target, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("ffmpeg", ["-nostdin", "-y", "-loglevel", "error", .. arguments]) { RedirectStandardError = true };
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

    [GeneratedRegex("^(?<width>[0-9]{1,9}),(?<height>[0-9]{1,9})\\b")]
    private static partial Regex Size();

    [GeneratedRegex("Picture size (?<width>[0-9]{1,9})x(?<height>[0-9]{1,9}) exceeds")]
    private static partial Regex TooLarge();
}
