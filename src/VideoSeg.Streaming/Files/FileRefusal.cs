namespace VideoSeg.Streaming.Files;

/// <summary>Why a file that a caller names can't be used.</summary>
public enum FileRefusal
{
    /// <summary>The server has no folders whose files callers may name.</summary>
    NoRoots,

    /// <summary>There is no such file below a root.</summary>
    Missing,

    /// <summary>The file has no bytes.</summary>
    Empty,
}
