namespace VideoSeg.Jobs;

/// <summary>The files of one job: what is finished, and the parts of what is not.</summary>
internal sealed class JobFolder(string jobsFolder, string jobId)
{
    private readonly string _path = Path.Combine(jobsFolder, "jobs", jobId);

    /// <summary>What callers get.</summary>
    public string Outputs => Path.Combine(_path, "outputs");

    /// <summary>What segments left behind, until the outputs are made of it.</summary>
    public string Parts => Path.Combine(_path, "parts");

    public void Make()
    {
        Directory.CreateDirectory(Outputs);
        Directory.CreateDirectory(Parts);
    }

    /// <summary>The outputs, by name.</summary>
    public IReadOnlyList<JobFile> List() =>
    [
        .. new DirectoryInfo(Outputs).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => new JobFile(Path.GetRelativePath(Outputs, file.FullName), file.Length))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    public void RemoveParts() => Remove(Parts);

    public void Remove() => Remove(_path);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
