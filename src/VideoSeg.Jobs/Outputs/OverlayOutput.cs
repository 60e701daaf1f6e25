using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs.Outputs;

/// <summary>
/// overlay.mp4: the video with masks over it, and its sound. Frames stand at a constant rate; one that is shown longer is written more than
/// once, so that a variable rate stays in step with the sound.
/// </summary>
/// <param name="folder">Of the job.</param>
/// <param name="source">The video, for its sound.</param>
/// <param name="frameRate">Frames a second of the overlay, above 0 and at most 1000.</param>
internal sealed class OverlayOutput(JobFolder folder, string source, double frameRate) : IJobOutput
{
    /// <summary>A broken timestamp must not fill the disk.</summary>
    private static readonly TimeSpan LongestFrame = TimeSpan.FromSeconds(10);

    private readonly SegmentParts _parts = new(folder, "overlay", ".mp4");
    private VideoFileWriter? _video;

    public void BeginSegment(int segment)
    {
        Dispose();
        _video = new VideoFileWriter(_parts.PathOf(segment), frameRate);
    }

    public void Write(JobFrame frame)
    {
        var from = frame.Number == 0 ? TimeSpan.Zero : frame.Time;
        var shown = frame.Until - from < LongestFrame ? frame.Until : from + LongestFrame;
        for (long slot = SlotOf(from); slot < SlotOf(shown); slot++)
        {
            _video!.Write(frame.Painted());
        }
    }

    public void EndSegment()
    {
        _video!.Finish();
        Dispose();
    }

    public Task FinishAsync(FrameLog log, CancellationToken cancellationToken) =>
        VideoJoin.WriteAsync(_parts.All(), source, Path.Combine(folder.Outputs, "overlay.mp4"), cancellationToken);

    public void Dispose()
    {
        _video?.Dispose();
        _video = null;
    }

    private long SlotOf(TimeSpan time) => (long)Math.Round(time.TotalSeconds * frameRate);
}
