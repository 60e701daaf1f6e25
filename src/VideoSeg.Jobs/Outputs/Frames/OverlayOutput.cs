using System.Globalization;
using VideoSeg.Vision.Video.Writing;

namespace VideoSeg.Jobs.Outputs.Frames;

/// <summary>overlay.mp4: the video with masks drawn on it, and its sound. Each frame is shown at its own time, so that picture and sound are in step.</summary>
internal sealed class OverlayOutput(JobOutputContext job) : IJobOutputWriter
{
    private readonly ChunkFiles _files = new(job.ChunkFolder, "overlay", ".mp4");

    /// <summary>How long each of them is shown, in ticks: the next chunk may begin in another server process.</summary>
    private readonly ChunkFiles _durations = new(job.ChunkFolder, "overlay", ".ticks");

    private VideoFileWriter? _video;
    private int _chunk;
    private TimeSpan? _begin;
    private TimeSpan _end;

    public void BeginChunk(int chunk)
    {
        Dispose();
        (_chunk, _begin) = (chunk, null);
        _video = new VideoFileWriter(_files.PathOf(chunk), VideoFormat.Mp4, job.Video.FrameRate) { Size = job.Video.Size, PixelAspect = job.Video.PixelAspect };
    }

    public void Write(JobFrame frame)
    {
        var begin = _begin ??= frame.Time;
        _video!.Write(frame.Painted(), frame.Time - begin);
        _end = frame.Until;
    }

    public void EndChunk()
    {
        _video!.Finish();
        File.WriteAllText(_durations.PathOf(_chunk), (_end - (_begin ?? _end)).Ticks.ToString(CultureInfo.InvariantCulture));
        Dispose();
    }

    public Task FinishAsync(FrameLog log, CancellationToken cancellationToken)
    {
        var parts = _files.All().Zip(_durations.All(), (path, duration) => new VideoJoin.Part(path, TimeSpan.FromTicks(long.Parse(File.ReadAllText(duration), CultureInfo.InvariantCulture))));
        return VideoJoin.WriteAsync([.. parts], job.InputPath, job.Video.StartTime, Path.Combine(job.OutputFolder, "overlay.mp4"), cancellationToken);
    }

    public void Dispose()
    {
        _video?.Dispose();
        _video = null;
    }
}
