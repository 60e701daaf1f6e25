using VideoSeg.Vision;

namespace VideoSeg.Streaming.Files;

/// <summary>A database of the server can't be used.</summary>
/// <param name="path">The file.</param>
/// <param name="problem">What SQLite says.</param>
/// <param name="code">SQLite's primary result code (sqlite.org/rescode.html).</param>
/// <param name="inner">The cause.</param>
public sealed class SqliteFileException(string path, string problem, int code, Exception inner)
    : VideoSegException($"the database '{path}' can't be used: {problem}", inner)
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Full = 13;

    /// <summary>Whether another process has the file locked.</summary>
    public bool IsLocked => code is Busy or Locked;

    /// <summary>Whether the disk is full.</summary>
    public bool IsFull => code == Full;
}
