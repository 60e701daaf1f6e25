using Microsoft.Win32.SafeHandles;

namespace VideoSeg.Streaming.Files;

/// <summary>
/// A file that is held open. What is read is what was checked, whatever is done to its path meanwhile: everyone reads by the descriptor.
/// </summary>
public sealed class OpenedFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private OpenedFile(SafeFileHandle file) => _file = file;

    /// <summary>A path that leads to the opened file, for this process and those that it starts.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_file.DangerousGetHandle()}";

    /// <summary>Where the file lies, without links.</summary>
    public string RealPath => Files.RealPath.Of(Path);

    /// <summary>The size in bytes.</summary>
    public long Bytes => RandomAccess.GetLength(_file);

    /// <summary>When the file was last written.</summary>
    public DateTimeOffset Modified => new(File.GetLastWriteTimeUtc(_file));

    /// <exception cref="IOException">The file is gone, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The server may not read it.</exception>
    public static OpenedFile Open(string path) => new(File.OpenHandle(path));

    public void Dispose() => _file.Dispose();
}
