using System.Diagnostics;

namespace VideoSeg.Vision.Video;

/// <summary>The programs ffmpeg and ffprobe, where they are on the PATH.</summary>
internal static class FfmpegProgram
{
    /// <summary>A file that takes longer to look at is broken in a way that no answer helps with.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(20);

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>The kinds of streams in a file ("video", "audio"); empty where that can't be told.</summary>
    public static IReadOnlyList<string> StreamsOf(string path, VideoAccess access)
    {
        if (!IsOnPath("ffprobe"))
        {
            return [];
        }

        var start = new ProcessStartInfo("ffprobe")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "-v", "quiet", "-show_entries", "stream=codec_type", "-of", "csv=p=0" },
        };
        foreach (var argument in access.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("file:" + path);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(ProbeTimeout))
        {
            process.Kill();
        }

        return output.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
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
}
