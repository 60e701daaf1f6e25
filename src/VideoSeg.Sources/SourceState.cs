namespace VideoSeg.Sources;

/// <summary>How a source does.</summary>
public enum SourceState
{
    /// <summary>No frame has come yet over the connection that is being made.</summary>
    Connecting,

    /// <summary>Frames come.</summary>
    Running,

    /// <summary>It failed, and is tried again in a moment.</summary>
    Waiting,

    /// <summary>A file that does not loop was read to its end.</summary>
    Ended,
}
