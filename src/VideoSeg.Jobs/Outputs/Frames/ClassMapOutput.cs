namespace VideoSeg.Jobs.Outputs.Frames;

/// <summary>classes/*.png: the semantic head's class of each pixel, as 8-bit indices of the model's categories.</summary>
internal sealed class ClassMapOutput(JobOutputContext job) : IJobOutputWriter
{
    private readonly string _target = Directory.CreateDirectory(Path.Combine(job.OutputFolder, "classes")).FullName;

    public void BeginChunk(int chunk)
    {
    }

    public void Write(JobFrame frame) => File.WriteAllBytes(Path.Combine(_target, $"{frame.Number:000000}.png"), frame.Result.ClassMap!.Value.Span);

    public void EndChunk()
    {
    }

    public Task FinishAsync(FrameLog log, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
