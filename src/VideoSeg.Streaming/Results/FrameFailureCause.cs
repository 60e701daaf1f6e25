namespace VideoSeg.Streaming.Results;

/// <summary>Whose fault a failed frame is.</summary>
public enum FrameFailureCause
{
    /// <summary>The picture can't be used.</summary>
    Picture,

    /// <summary>The picture is over a limit.</summary>
    Limit,

    /// <summary>The server's own step failed.</summary>
    Server,
}
