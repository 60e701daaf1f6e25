using VideoSeg.Vision.Lines;

namespace VideoSeg.Jobs.Outputs.Frames;

/// <summary>results.jsonl: one JSON object a frame, masks as COCO run lengths.</summary>
internal sealed class LinesOutput(JobOutputContext job) : IJobOutputWriter
{
    private readonly ChunkFiles _files = new(job.ChunkFolder, "lines", ".jsonl");
    private FileStream? _file;
    private ResultLineWriter? _lines;

    public void BeginChunk(int chunk)
    {
        Dispose();
        _file = File.Create(_files.PathOf(chunk));
        _lines = new ResultLineWriter(_file);
    }

    public void Write(JobFrame frame) => _lines!.Write(new ResultLine
    {
        FrameNumber = (ulong)frame.Number,
        Time = frame.Time,
        KeyframeReason = frame.Result.KeyframeReason is { } reason ? JobFrame.NameOf(reason) : null,
        Segments =
        [
            .. frame.Result.Segments.Select(segment => new ResultLine.Segment
            {
                SegmentId = segment.SegmentId,
                TrackId = segment.TrackId,
                Category = segment.Category.Name,
                CategoryId = segment.Category.Id,
                IsThing = segment.Category.IsThing,
                Score = segment.Score,
                Box = segment.Box,
                Area = segment.Area,
                Rle = segment.Rle,
            }),
        ],
    });

    public void EndChunk() => Dispose();

    public Task FinishAsync(FrameLog log, CancellationToken cancellationToken) =>
        _files.JoinAsync(Path.Combine(job.OutputFolder, "results.jsonl"), cancellationToken);

    public void Dispose()
    {
        _lines?.Dispose();
        _file?.Dispose();
        (_lines, _file) = (null, null);
    }
}
