namespace VideoSeg.Streaming.Results;

/// <summary>The kinds of frame failures.</summary>
public enum FrameFailureCause
{
    /// <summary>The picture cannot be decoded, or is not allowed.</summary>
    Picture,

    /// <summary>The picture exceeds a limit.</summary>
    Limit,

    /// <summary>The server's own step failed.</summary>
    Server,
}
