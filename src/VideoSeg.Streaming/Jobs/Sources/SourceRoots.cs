namespace VideoSeg.Streaming.Jobs.Sources;

/// <summary>The folders whose files jobs and sources may name.</summary>
internal sealed class SourceRoots
{
    private readonly string[] _roots;

    /// <param name="roots">Joined by ";".</param>
    /// <exception cref="JobFolderException">One is not there.</exception>
    public SourceRoots(string roots)
    {
        _roots = [.. roots.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(RealPath.Of)];
        if (_roots.FirstOrDefault(root => !Directory.Exists(root)) is { } missing)
        {
            throw new JobFolderException($"there is no folder '{missing}' to take videos from (--job-roots)");
        }
    }

    /// <summary>Whether a path without links lies below a root.</summary>
    public bool Contain(string realPath) => _roots.Any(root => realPath.StartsWith(root == "/" ? root : root + "/", StringComparison.Ordinal));

    /// <summary>A path as a caller named it: absolute, or from a root on.</summary>
    /// <param name="path">As named.</param>
    /// <param name="field">Where it was named, as the wire names it.</param>
    /// <returns>Where it leads.</returns>
    /// <exception cref="StreamRefusedException">There is no such file below a root. What lies outside is not told: not even whether it is there.</exception>
    public string Resolve(string path, string field = "path")
    {
        if (_roots.Length == 0)
        {
            throw StreamRefusedException.InvalidOption(field, "this server takes no paths; start it with --job-roots, or upload the file for a job");
        }

        foreach (string root in _roots)
        {
            if (TryResolve(Path.Combine(root, path)) is { } real && Contain(real) && File.Exists(real))
            {
                // Devices and pipes have no length, and one who opens a pipe may wait for ever.
                return new FileInfo(real).Length > 0
                    ? real
                    : throw new StreamRefusedException(StreamRefusal.Invalid, "VIDEO_EMPTY", $"'{Path.GetFileName(real)}' is empty", field);
            }
        }

        throw new StreamRefusedException(StreamRefusal.NotFound, "VIDEO_MISSING", "there is no such file below the folders that this server takes videos from", field);
    }

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
