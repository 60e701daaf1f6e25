namespace VideoSeg.Cli.Tests;

/// <summary>A folder that is deleted at the end of the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("videoseg-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    /// <summary>Returns a path in the folder.</summary>
    public string this[string name] => Path.Combine(_path, name);

    public string AddFolder(string name) => Directory.CreateDirectory(this[name]).FullName;
}
