using System.Diagnostics;

namespace VideoSeg.EndToEnd.Tests.Batch;

/// <summary>Creates videos for tests.</summary>
internal static class Ffmpeg
{
    /// <summary>A blue square that moves to the right over red and is hidden for half a second of every two; 25 frames per second, with a tone.</summary>
    public static string MakeClip(string path, int frames, string size = "192x128", string more = "-c:v libx264 -preset ultrafast -c:a aac") => Make(
        path,
        "-f lavfi -i color=c=red:s=" + size + ":r=25 -f lavfi -i color=c=blue:s=48x48:r=25 -f lavfi -i sine=frequency=440 "
            + "-filter_complex [0][1]overlay=x=10+8*t:y=40:enable=lt(mod(t\\,2)\\,1.5)[v] -map [v] -map 2:a -shortest -frames:v " + frames + " -pix_fmt yuv420p " + more);

    /// <summary>Runs ffmpeg; the arguments are separated by spaces.</summary>
    public static string Make(string path, string arguments)
    {
        Run("ffmpeg", ["-nostdin", "-y", "-loglevel", "error", .. arguments.Split(' '), path]);
        return path;
    }

    /// <summary>Returns the streams of a file as reported by ffprobe, one per line: type and number of packets.</summary>
    public static string[] StreamsOf(string path) =>
        Run("ffprobe", ["-v", "error", "-count_packets", "-show_entries", "stream=codec_type,nb_read_packets", "-of", "csv=p=0", path])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
