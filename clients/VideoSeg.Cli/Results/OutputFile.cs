namespace VideoSeg.Cli.Results;

/// <summary>Creates output files.</summary>
internal static class OutputFile
{
    /// <summary>EPIPE, which .NET passes on in HResult.</summary>
    private const int BrokenPipe = 32;

    /// <summary>Creates or overwrites a file, and creates its folder if it does not exist.</summary>
    public static FileStream Create(string path)
    {
        MakeFolder(path);
        return File.Create(path);
    }

    /// <summary>Returns whether a path is the standard output, which a pipe may read.</summary>
    public static bool IsStandardOutput(string? path) => path is "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1";

    /// <summary>Returns whether writing failed because the program at the other end of a pipe has ended, as `head` does.</summary>
    public static bool IsBrokenPipe(IOException error) => error.HResult == BrokenPipe;

    public static void MakeFolder(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }
}
