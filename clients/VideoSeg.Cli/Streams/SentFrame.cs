using VideoSeg.Vision.Frames;

namespace VideoSeg.Cli.Streams;

/// <summary>A frame that waits for its result.</summary>
/// <param name="Picture">Whoever holds this disposes it.</param>
/// <param name="SentAt">A timestamp of the run's clock.</param>
internal readonly record struct SentFrame(Frame Picture, long SentAt);
