namespace VideoSeg.Jobs;

/// <summary>A job that has not ended, in this server.</summary>
#pragma warning disable CA1001 // Somebody may cancel a job that has just ended; without a timer the source holds nothing that had to be freed.
internal sealed class LiveJob(JobFeed feed)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    public JobFeed Feed { get; } = feed;

    public CancellationToken Cancelled => _cancelled.Token;

    public Task Ended => _ended.Task;

    /// <summary>True for one caller: the job's end is its business.</summary>
    public bool TryStart() => Interlocked.Exchange(ref _started, 1) == 0;

    public Task CancelAsync() => _cancelled.CancelAsync();

    public void End(Job ended)
    {
        Feed.Publish(ended);
        _ended.SetResult();
    }
}
