namespace VideoSeg.Jobs.Execution;

/// <summary>A job that has not ended, in this server process.</summary>
#pragma warning disable CA1001 // A caller may cancel a job that has just ended; without a timer the source holds nothing that must be freed.
internal sealed class ActiveJob(JobProgress progress)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    public JobProgress Progress { get; } = progress;

    public CancellationToken Cancelled => _cancelled.Token;

    public Task Ended => _ended.Task;

    /// <summary>True for one caller, who must end the job.</summary>
    public bool TryStart() => Interlocked.Exchange(ref _started, 1) == 0;

    public Task CancelAsync() => _cancelled.CancelAsync();

    public void End(Job ended)
    {
        Progress.Publish(ended);
        _ended.SetResult();
    }
}
