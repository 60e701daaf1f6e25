using System.Text.Json;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Jobs.Outputs;

/// <summary>A line for each frame of the job, always written: outputs that tell of the video as a whole are made of it.</summary>
internal sealed class FrameLog(JobFolder folder) : IJobOutput
{
    private readonly SegmentParts _parts = new(folder, "frames", ".jsonl");
    private FileStream? _part;

    public void BeginSegment(int segment)
    {
        _part?.Dispose();
        _part = File.Create(_parts.PathOf(segment));
    }

    public void Write(JobFrame frame)
    {
        var result = frame.Result;
        JsonSerializer.Serialize(_part!, new LoggedFrame(
            frame.Number,
            frame.Time.TotalSeconds,
            result.Size,
            result.KeyframeReason is { } reason ? JobFrame.NameOf(reason) : null,
            [.. result.Segments.Select(s => new LoggedFrame.Segment(SequenceId.Of(s.Category, s.TrackId, s.SegmentId), s.TrackId, s.Category.Id, s.Score, s.Box, s.Area))]),
            JobJson.Default.LoggedFrame);
        _part!.WriteByte((byte)'\n');
    }

    public void EndSegment()
    {
        _part!.Dispose();
        _part = null;
    }

    public Task FinishAsync(FrameLog log, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>All frames in order, one in memory at a time.</summary>
    public IEnumerable<LoggedFrame> Read() =>
        _parts.All().SelectMany(File.ReadLines).Select(line => JsonSerializer.Deserialize(line, JobJson.Default.LoggedFrame)!);

    public void Dispose() => _part?.Dispose();
}
