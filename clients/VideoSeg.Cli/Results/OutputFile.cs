namespace VideoSeg.Cli.Results;

/// <summary>A file that the user asked for.</summary>
internal static class OutputFile
{
    /// <summary>Makes the file anew, and its folder when it is not there.</summary>
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
