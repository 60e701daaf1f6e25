namespace VideoSeg.Streaming.Files;

/// <summary>A folder that one server process at a time uses: the lock ends with the process, however it ends.</summary>
public sealed class FolderLock : IDisposable
{
    private const string FileName = "lock";

    /// <summary>What .NET says of a file that another process has locked (EWOULDBLOCK).</summary>
    private const int WouldBlock = 11;

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Locks a folder. Null: another process has it.</summary>
    /// <exception cref="IOException">The folder can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The server may not write the folder.</exception>
    public static FolderLock? TryTake(string folder)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new FolderLock(new FileStream(Path.Combine(folder, FileName), options));
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }

    /// <summary>Whether a folder has a lock file, locked or not.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    public void Dispose() => _file.Dispose();
}
