namespace VideoSeg.Streaming;

/// <summary>The kinds of causes for which a stream or a job is refused.</summary>
public enum StreamRefusal
{
    /// <summary>An option or a frame number is not allowed.</summary>
    Invalid,

    /// <summary>There is no such model.</summary>
    NotFound,

    /// <summary>The resume token is not the stream's, or no source may be at that host.</summary>
    Forbidden,

    /// <summary>The client, or another with its name, came by another call.</summary>
    Displaced,

    /// <summary>Nothing happened for too long.</summary>
    Idle,

    /// <summary>The stream id is in use.</summary>
    AlreadyExists,

    /// <summary>A limit is reached.</summary>
    Exhausted,

    /// <summary>What it needs is not there yet.</summary>
    NotReady,

    /// <summary>What was sent is not what its checksum says.</summary>
    Corrupt,

    /// <summary>The server is stopping: come back.</summary>
    Draining,
}
