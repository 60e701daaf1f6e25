namespace VideoSeg.Streaming.Pipeline;

/// <summary>Signals waiters that something has changed. Both members are used under the lock of what changes; the task is awaited outside.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? _next;

    /// <summary>Ends with the next change.</summary>
    public Task Next => (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Wakes all who wait.</summary>
    public void Set()
    {
        _next?.SetResult();
        _next = null;
    }
}
