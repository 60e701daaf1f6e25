using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs.Outputs.Frames;

/// <summary>
/// overlay.mp4: the video with masks drawn on it, and its sound. The frame rate is constant; a frame that is shown longer is repeated, so that a variable
/// frame rate stays in sync with the sound.
/// </summary>
internal sealed class OverlayOutput(JobOutputContext job) : IJobOutputWriter
{
    /// <summary>A broken timestamp must not fill the disk.</summary>
    private static readonly TimeSpan LongestFrame = TimeSpan.FromSeconds(10);

    private readonly ChunkFiles _files = new(job.ChunkFolder, "overlay", ".mp4");
    private VideoFileWriter? _video;

    public void BeginChunk(int chunk)
    {
        Dispose();
        _video = new VideoFileWriter(_files.PathOf(chunk), job.FrameRate);
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

    public void EndChunk()
    {
        _video!.Finish();
        Dispose();
    }

    public Task FinishAsync(FrameLog log, CancellationToken cancellationToken) =>
        VideoJoin.WriteAsync(_files.All(), job.InputPath, Path.Combine(job.OutputFolder, "overlay.mp4"), cancellationToken);

    public void Dispose()
    {
        _video?.Dispose();
        _video = null;
    }

    private long SlotOf(TimeSpan time) => (long)Math.Round(time.TotalSeconds * job.FrameRate);
}
