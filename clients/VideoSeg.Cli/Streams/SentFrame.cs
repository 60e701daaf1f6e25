using VideoSeg.Vision.Frames;

namespace VideoSeg.Cli.Streams;

/// <summary>A frame that was sent and has no result yet.</summary>
/// <param name="Picture">The frame; the owner of this value disposes it.</param>
/// <param name="SentAt">The time at which it was sent, a timestamp of the run's <see cref="TimeProvider"/>.</param>
internal readonly record struct SentFrame(Frame Picture, long SentAt);
