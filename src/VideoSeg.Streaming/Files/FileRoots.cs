namespace VideoSeg.Streaming.Files;

/// <summary>The folders whose files callers may name, such as the videos of jobs and sources.</summary>
public sealed class FileRoots
{
    private readonly string[] _roots;

    /// <param name="roots">Folders, joined by ";".</param>
    /// <exception cref="FileRootException">A folder does not exist.</exception>
    public FileRoots(string roots)
    {
        string[] folders = roots.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(folders, folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new FileRootException(missing);
        }

        _roots = [.. folders.Select(RealPath.Of)];
    }

    /// <summary>Whether a path without links lies below a root.</summary>
    public bool Contain(string realPath) => _roots.Any(root => realPath.StartsWith(root == "/" ? root : root + "/", StringComparison.Ordinal));

    /// <summary>Finds the file that a caller names: by an absolute path, or by one that begins at a root.</summary>
    /// <param name="path">The path as the caller wrote it.</param>
    /// <returns>Where it leads, without links.</returns>
    /// <exception cref="FileRefusedException">There is no such file below a root. Nothing is said about files elsewhere, not even whether they exist.</exception>
    public string Resolve(string path)
    {
        if (_roots.Length == 0)
        {
            throw new FileRefusedException(FileRefusal.NoRoots, "this server takes no paths; start it with --job-roots, or upload the file for a job");
        }

        foreach (string root in _roots)
        {
            if (TryResolve(Path.Combine(root, path)) is { } real && Contain(real) && File.Exists(real))
            {
                // Devices and pipes have no length, and opening a pipe may block for ever.
                return new FileInfo(real).Length > 0 ? real : throw new FileRefusedException(FileRefusal.Empty, $"'{Path.GetFileName(real)}' is empty");
            }
        }

        throw Missing();
    }

    /// <summary>Opens the file that a caller names, as <see cref="Resolve"/> finds it.</summary>
    /// <exception cref="FileRefusedException">There is no such file below a root.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public OpenedFile Open(string path)
    {
        var file = OpenedFile.Open(Resolve(path));
        if (Contain(file.RealPath))
        {
            return file;
        }

        // The path was changed between the two steps.
        file.Dispose();
        throw Missing();
    }

    private static FileRefusedException Missing() => new(FileRefusal.Missing, "there is no such file below the folders that this server takes videos from");

    private static string? TryResolve(string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
