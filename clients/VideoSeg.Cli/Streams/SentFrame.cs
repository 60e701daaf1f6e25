using VideoSeg.Cli.Sources;

namespace VideoSeg.Cli.Streams;

/// <summary>A frame that waits for its result.</summary>
/// <param name="Frame">As the source gave it.</param>
/// <param name="SentAt">A timestamp of the run's clock.</param>
internal readonly record struct SentFrame(SourceFrame Frame, long SentAt);
