using System.Text.Json;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Jobs.Outputs;

/// <summary>One line for each frame of the job. It is always written: outputs that describe the video as a whole are made from it.</summary>
public sealed class FrameLog : IJobOutputWriter
{
    private readonly ChunkFiles _files;
    private FileStream? _file;

    internal FrameLog(string chunkFolder) => _files = new ChunkFiles(chunkFolder, "frames", ".jsonl");

    public void BeginChunk(int chunk)
    {
        _file?.Dispose();
        _file = File.Create(_files.PathOf(chunk));
    }

    public void Write(JobFrame frame)
    {
        var result = frame.Result;
        JsonSerializer.Serialize(_file!, new LoggedFrame(
            frame.Number,
            frame.Time.TotalSeconds,
            result.Size,
            result.KeyframeReason is { } reason ? JobFrame.NameOf(reason) : null,
            [.. result.Segments.Select(s => new LoggedFrame.Segment(SequenceId.Of(s.Category, s.TrackId, s.SegmentId), s.TrackId, s.Category.Id, s.Score, s.Box, s.Area))]),
            FrameLogJson.Default.LoggedFrame);
        _file!.WriteByte((byte)'\n');
    }

    public void EndChunk()
    {
        _file!.Dispose();
        _file = null;
    }

    public Task FinishAsync(FrameLog log, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Reads all frames in order, one in memory at a time.</summary>
    public IEnumerable<LoggedFrame> Read() =>
        _files.All().SelectMany(File.ReadLines).Select(line => JsonSerializer.Deserialize(line, FrameLogJson.Default.LoggedFrame)!);

    public void Dispose() => _file?.Dispose();
}
