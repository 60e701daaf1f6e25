using System.Diagnostics;

namespace VideoSeg.Vision.Tests.Video;

/// <summary>Videos that are made for a test.</summary>
internal static class Ffmpeg
{
    public static bool IsInstalled => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "ffmpeg")));

    /// <summary>Runs ffmpeg; the arguments are separated by spaces, and the last is the file that is written.</summary>
    public static string Make(string path, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-y", "-loglevel", "error", .. arguments.Split(' '), path]))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }

    /// <summary>A moving test picture of ten frames a second.</summary>
    public static string MakeVideo(string path, int frames, string more = "-c:v libx264 -preset ultrafast") =>
        Make(path, $"-f lavfi -i testsrc=size=128x96:rate=10 -frames:v {frames} -pix_fmt yuv420p {more}");
}
