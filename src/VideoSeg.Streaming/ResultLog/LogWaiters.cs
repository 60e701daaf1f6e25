namespace VideoSeg.Streaming.ResultLog;

/// <summary>
/// The readers that wait for the next record. They are woken a few at a time, each batch queued behind whatever the thread pool has got to do meanwhile: hundreds
/// at once would keep the loops of the streams from running (bench subscribers). Not thread-safe: the log's lock guards it.
/// </summary>
internal sealed class LogWaiters
{
    /// <summary>500 readers are woken 16 at a time.</summary>
    private const int Groups = 32;

    private readonly TaskCompletionSource?[] _groups = new TaskCompletionSource?[Groups];
    private int _next;

    /// <summary>Ends soon after the next <see cref="TakeAll"/>.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        ref var group = ref _groups[(_next++ & int.MaxValue) % Groups];
        group ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return group.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Removes those who wait now, to be woken outside of the lock; null: nobody waits.</summary>
    public WaiterBatch? TakeAll()
    {
        TaskCompletionSource[] waiting = [.. _groups.OfType<TaskCompletionSource>()];
        Array.Clear(_groups);
        return waiting.Length == 0 ? null : new WaiterBatch(waiting);
    }
}
