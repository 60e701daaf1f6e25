namespace VideoSeg.Jobs.Outputs;

/// <summary>The outputs that one job was asked for, and the log of frames that some of them are made from.</summary>
internal sealed class OutputSet : IDisposable
{
    private readonly FrameLog _log;
    private readonly IReadOnlyList<IJobOutputWriter> _writers;

    /// <param name="outputs">The kinds of outputs that were asked for.</param>
    /// <param name="context">The job.</param>
    public OutputSet(IEnumerable<IJobOutput> outputs, JobOutputContext context)
    {
        _log = new FrameLog(context.ChunkFolder);

        // Masks are drawn on the picture itself, so what reads the picture comes first.
        _writers = [_log, .. outputs.OrderBy(o => o.NeedsOverlay).Select(o => o.Open(context))];
    }

    public void BeginChunk(int chunk)
    {
        foreach (var writer in _writers)
        {
            writer.BeginChunk(chunk);
        }
    }

    public void Write(JobFrame frame)
    {
        foreach (var writer in _writers)
        {
            writer.Write(frame);
        }
    }

    public void EndChunk()
    {
        foreach (var writer in _writers)
        {
            writer.EndChunk();
        }
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var writer in _writers)
        {
            await writer.FinishAsync(_log, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var writer in _writers)
        {
            writer.Dispose();
        }
    }
}
