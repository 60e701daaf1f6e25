using System.Diagnostics;

namespace VideoSeg.Vision.Ffmpeg;

/// <summary>The programs ffmpeg and ffprobe, where they are on the PATH. No shell is between: an argument is passed as it is.</summary>
internal static class FfmpegProgram
{
    public static bool IsInstalled => IsOnPath("ffmpeg") && IsOnPath("ffprobe");

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>
    /// The start of a program in a session of its own: Ctrl-C in a terminal is for the program that reads or writes the video, which then ends this one.
    /// </summary>
    public static ProcessStartInfo StartOf(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("setsid", [program, .. arguments]);

        // A report would be written to the working directory, with what a URL holds; colours would stand between the words that are read.
        start.Environment.Remove("FFREPORT");
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        return start;
    }

    /// <summary>The argument that names a file and nothing else, whatever colons, percent signs or dashes its name has.</summary>
    public static string FileOf(string path) => "file:" + path;
}
