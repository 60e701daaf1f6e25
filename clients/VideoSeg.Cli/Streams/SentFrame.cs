using VideoSeg.Vision.Frames;

namespace VideoSeg.Cli.Streams;

/// <summary>A frame that was sent and has no result yet.</summary>
/// <param name="Picture">The frame; the owner of this value disposes it. <see langword="null"/>: its picture file is broken.</param>
/// <param name="FileName">The name of its picture file, or <see langword="null"/> if it is a frame of a video.</param>
/// <param name="Time">The presentation time.</param>
/// <param name="SentAt">The time at which it was sent, a timestamp of the run's <see cref="TimeProvider"/>.</param>
internal readonly record struct SentFrame(Frame? Picture, string? FileName, TimeSpan Time, long SentAt) : IDisposable
{
    public void Dispose() => Picture?.Dispose();
}
