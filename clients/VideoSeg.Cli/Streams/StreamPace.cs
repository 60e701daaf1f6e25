namespace VideoSeg.Cli.Streams;

/// <summary>When frames of a file are sent.</summary>
internal enum StreamPace
{
    /// <summary>As soon as the server takes them.</summary>
    Fast,

    /// <summary>At their presentation times, as a camera would.</summary>
    Source,
}
