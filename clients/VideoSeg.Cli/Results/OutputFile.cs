namespace VideoSeg.Cli.Results;

/// <summary>Creates output files.</summary>
internal static class OutputFile
{
    /// <summary>Creates or overwrites a file, and creates its folder if it does not exist.</summary>
    public static FileStream Create(string path)
    {
        MakeFolder(path);
        return File.Create(path);
    }

    public static void MakeFolder(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }
}
