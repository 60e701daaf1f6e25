namespace VideoSeg.Jobs.Storage;

/// <summary>The files of one job: the finished outputs, and what its chunks leave behind until then.</summary>
internal sealed class JobFolder(string jobsFolder, string jobId)
{
    private readonly string _path = Path.Combine(AllIn(jobsFolder), jobId);

    /// <summary>The folder that has the folders of all jobs.</summary>
    public static string AllIn(string jobsFolder) => Path.Combine(jobsFolder, "jobs");

    /// <summary>The files that callers download.</summary>
    public string Outputs => Path.Combine(_path, "outputs");

    /// <summary>The files that chunks leave behind, until the outputs are made from them.</summary>
    public string Chunks => Path.Combine(_path, "parts");

    public void Make()
    {
        Directory.CreateDirectory(Outputs);
        Directory.CreateDirectory(Chunks);
    }

    /// <summary>The output files, in the order of their names.</summary>
    public IReadOnlyList<JobFile> List() =>
    [
        .. new DirectoryInfo(Outputs).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => new JobFile(Path.GetRelativePath(Outputs, file.FullName), file.Length))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    public void RemoveChunks() => Remove(Chunks);

    public void Remove() => Remove(_path);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
