namespace VideoSeg.Jobs.Outputs.Overviews;

/// <summary>summary.html: one self-contained page with pictures and plots.</summary>
internal sealed class SummaryOutput(JobOutputContext job) : IJobOutputWriter
{
    private const int Pictures = 12;
    private const int PictureSide = 480;

    private readonly ChunkFiles _files = new(job.ChunkFolder, "picture", ".jpg");
    private string? _next;

    /// <summary>A chunk's first frame is a keyframe, so its picture has the best masks.</summary>
    public void BeginChunk(int chunk) => _next = _files.PathOf(chunk);

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

    public void EndChunk()
    {
    }

    public async Task FinishAsync(FrameLog log, CancellationToken cancellationToken)
    {
        var all = _files.All();
        var shown = Enumerable.Range(0, Math.Min(Pictures, all.Count)).Select(i => all[(int)((long)i * all.Count / Math.Min(Pictures, all.Count))]);
        var page = new SummaryPage(job.FileName, job.Model, job.Categories, log.Read, [.. shown.Select(File.ReadAllBytes)]);
        await File.WriteAllTextAsync(Path.Combine(job.OutputFolder, "summary.html"), page.Write(), cancellationToken);
    }

    public void Dispose()
    {
    }
}
