namespace VideoSeg.Cli.Sources;

/// <summary>Where frames come from.</summary>
internal interface IFrameSource : IDisposable
{
    /// <summary>Null: it has no end that is known, as a camera.</summary>
    int? FrameCount { get; }

    double FramesPerSecond { get; }

    /// <summary>The next frame, which is the caller's to dispose; null at the end. A live source makes the caller wait for it.</summary>
    SourceFrame? Next();
}
