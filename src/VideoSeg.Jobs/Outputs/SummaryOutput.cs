using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Jobs.Outputs;

/// <summary>summary.html: one page that needs no other file, with pictures and plots.</summary>
internal sealed class SummaryOutput(JobFolder folder, string fileName, string model, IReadOnlyList<Category> categories) : IJobOutput
{
    private const int Pictures = 12;
    private const int PictureSide = 480;

    private readonly SegmentParts _parts = new(folder, "picture", ".jpg");
    private string? _next;

    /// <summary>Its first frame is a keyframe, so the picture shows the network at its best.</summary>
    public void BeginSegment(int segment) => _next = _parts.PathOf(segment);

    public void Write(JobFrame frame)
    {
        if (_next is null)
        {
            return;
        }

        using var small = frame.Painted().Within(PictureSide);
        File.WriteAllBytes(_next, small.EncodeJpeg(80));
        _next = null;
    }

    public void EndSegment()
    {
    }

    public async Task FinishAsync(FrameLog log, CancellationToken cancellationToken)
    {
        var all = _parts.All();
        var shown = Enumerable.Range(0, Math.Min(Pictures, all.Count)).Select(i => all[(int)((long)i * all.Count / Math.Min(Pictures, all.Count))]);
        var page = new SummaryPage(fileName, model, categories, log.Read, [.. shown.Select(File.ReadAllBytes)]);
        await File.WriteAllTextAsync(Path.Combine(folder.Outputs, "summary.html"), page.Write(), cancellationToken);
    }

    public void Dispose()
    {
    }
}
