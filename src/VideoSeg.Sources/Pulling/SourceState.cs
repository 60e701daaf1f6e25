namespace VideoSeg.Sources.Pulling;

/// <summary>The state of a source.</summary>
public enum SourceState
{
    /// <summary>It connects, and no frame has arrived yet.</summary>
    Connecting,

    /// <summary>Frames arrive.</summary>
    Running,

    /// <summary>It failed, and connects again after a pause.</summary>
    Waiting,

    /// <summary>A file that does not loop was read to its end.</summary>
    Ended,

    /// <summary>Frames arrive, and none of the last ones could be processed.</summary>
    Failing,
}
