namespace VideoSeg.Streaming.Hub;

/// <summary>
/// What subscribers wait for. They are woken a few at a time, each few queued behind whatever the thread pool has got to do meanwhile: hundreds at once would
/// keep the loops of the streams from their turn (bench subscribers). Not safe for threads, but for <see cref="Wave"/>.
/// </summary>
internal sealed class News
{
    /// <summary>Of 500 subscribers 16 are woken together.</summary>
    private const int Groups = 32;

    private readonly TaskCompletionSource?[] _groups = new TaskCompletionSource?[Groups];
    private int _next;

    /// <summary>Ends with the next <see cref="Take"/>, when its wave has come that far.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        ref var group = ref _groups[(_next++ & int.MaxValue) % Groups];
        group ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return group.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Who waits now; null: nobody.</summary>
    public Wave? Take()
    {
        TaskCompletionSource[] waiting = [.. _groups.OfType<TaskCompletionSource>()];
        Array.Clear(_groups);
        return waiting.Length == 0 ? null : new Wave(waiting);
    }

    /// <summary>Wakes one group after the other.</summary>
    public sealed class Wave(TaskCompletionSource[] groups) : IThreadPoolWorkItem
    {
        private int _woken;

        public void Execute()
        {
            groups[_woken++].SetResult();
            if (_woken < groups.Length)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
    }
}
