using VideoSeg.Vision.Lines;

namespace VideoSeg.Jobs.Outputs;

/// <summary>results.jsonl: one JSON object a frame, masks as COCO run lengths.</summary>
internal sealed class LinesOutput(JobFolder folder) : IJobOutput
{
    private readonly SegmentParts _parts = new(folder, "lines", ".jsonl");
    private FileStream? _part;
    private ResultLineWriter? _lines;

    public void BeginSegment(int segment)
    {
        Dispose();
        _part = File.Create(_parts.PathOf(segment));
        _lines = new ResultLineWriter(_part);
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

    public void EndSegment() => Dispose();

    public Task FinishAsync(FrameLog log, CancellationToken cancellationToken) =>
        _parts.JoinAsync(Path.Combine(folder.Outputs, "results.jsonl"), cancellationToken);

    public void Dispose()
    {
        _lines?.Dispose();
        _part?.Dispose();
        (_lines, _part) = (null, null);
    }
}
