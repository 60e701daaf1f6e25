using VideoSeg.Inference;

namespace VideoSeg.Jobs.Outputs;

/// <summary>The outputs that a job was asked for, and the log that they are made of.</summary>
internal sealed class OutputSet : IDisposable
{
    private readonly FrameLog _log;
    private readonly IReadOnlyList<IJobOutput> _outputs;

    /// <param name="job">What is wanted.</param>
    /// <param name="folder">Of the job; it is there.</param>
    /// <param name="model">Of the job.</param>
    /// <param name="source">The video's path.</param>
    /// <param name="frameRate">Of an overlay.</param>
    public OutputSet(Job job, JobFolder folder, ISegmentationModel model, string source, double frameRate)
    {
        _log = new FrameLog(folder);
        _outputs = [_log, .. Wanted()];

        // What is written with masks comes before what draws on the picture.
        IEnumerable<IJobOutput> Wanted()
        {
            if (job.Outputs.HasFlag(JobOutputs.Lines))
            {
                yield return new LinesOutput(folder);
            }

            if (job.Outputs.HasFlag(JobOutputs.Panoptic))
            {
                yield return new PanopticOutput(folder, job.FileName, model.Categories);
            }

            if (job.Outputs.HasFlag(JobOutputs.ClassMaps))
            {
                yield return new ClassMapOutput(folder);
            }

            if (job.Outputs.HasFlag(JobOutputs.Tracks))
            {
                yield return new TracksOutput(folder, model.Categories);
            }

            if (job.Outputs.HasFlag(JobOutputs.Overlay))
            {
                yield return new OverlayOutput(folder, source, frameRate);
            }

            if (job.Outputs.HasFlag(JobOutputs.Summary))
            {
                yield return new SummaryOutput(folder, job.FileName, $"{model.Manifest.Name} {model.Manifest.Version}", model.Categories);
            }
        }
    }

    public void BeginSegment(int segment)
    {
        foreach (var output in _outputs)
        {
            output.BeginSegment(segment);
        }
    }

    public void Write(JobFrame frame)
    {
        foreach (var output in _outputs)
        {
            output.Write(frame);
        }
    }

    public void EndSegment()
    {
        foreach (var output in _outputs)
        {
            output.EndSegment();
        }
    }

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var output in _outputs)
        {
            await output.FinishAsync(_log, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var output in _outputs)
        {
            output.Dispose();
        }
    }
}
