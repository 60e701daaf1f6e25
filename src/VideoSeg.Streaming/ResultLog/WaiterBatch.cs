namespace VideoSeg.Streaming.ResultLog;

/// <summary>Wakes groups of readers, one group after the other.</summary>
internal sealed class WaiterBatch(TaskCompletionSource[] groups) : IThreadPoolWorkItem
{
    private int _woken;

    /// <summary>Wakes the next group, and queues itself for the one behind it.</summary>
    public void Execute()
    {
        groups[_woken++].SetResult();
        if (_woken < groups.Length)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
