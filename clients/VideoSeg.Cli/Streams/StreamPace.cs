namespace VideoSeg.Cli.Streams;

/// <summary>Specifies when the frames of a source are sent.</summary>
internal enum StreamPace
{
    /// <summary>As soon as the server accepts them.</summary>
    Fast,

    /// <summary>At their presentation times, like a camera.</summary>
    Source,
}
