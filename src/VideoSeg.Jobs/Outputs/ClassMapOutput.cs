namespace VideoSeg.Jobs.Outputs;

/// <summary>classes/*.png: the semantic head's class of each pixel, as 8-bit indices of the model's categories.</summary>
internal sealed class ClassMapOutput(JobFolder folder) : IJobOutput
{
    private readonly string _target = Directory.CreateDirectory(Path.Combine(folder.Outputs, "classes")).FullName;

    public void BeginSegment(int segment)
    {
    }

    public void Write(JobFrame frame) => File.WriteAllBytes(Path.Combine(_target, $"{frame.Number:000000}.png"), frame.Result.ClassMap!.Value.Span);

    public void EndSegment()
    {
    }

    public Task FinishAsync(FrameLog log, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}
