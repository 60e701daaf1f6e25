namespace VideoSeg.Jobs.Execution;

/// <summary>Jobs that wait: callers take turns, and the jobs of one caller come in their order.</summary>
internal sealed class WaitingJobs : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<ActiveJob>> _ofCaller = [];
    private readonly Queue<string> _turns = [];
    private readonly SemaphoreSlim _available = new(0);

    /// <summary>Jobs of all callers.</summary>
    public int Count { get; private set; }

    /// <summary>Jobs of one caller.</summary>
    public int CountOf(string caller)
    {
        lock (_gate)
        {
            return _ofCaller.TryGetValue(caller, out var jobs) ? jobs.Count : 0;
        }
    }

    public void Add(ActiveJob job)
    {
        string caller = job.Progress.Job.Caller;
        lock (_gate)
        {
            if (!_ofCaller.TryGetValue(caller, out var jobs))
            {
                _ofCaller[caller] = jobs = new Queue<ActiveJob>();
                _turns.Enqueue(caller);
            }

            jobs.Enqueue(job);
            Count++;
        }

        _available.Release();
    }

    /// <summary>Waits for the next job, and takes it.</summary>
    public async Task<ActiveJob> TakeAsync(CancellationToken cancellationToken)
    {
        await _available.WaitAsync(cancellationToken);
        lock (_gate)
        {
            string caller = _turns.Dequeue();
            var jobs = _ofCaller[caller];
            var job = jobs.Dequeue();
            Count--;
            if (jobs.Count > 0)
            {
                _turns.Enqueue(caller);
            }
            else
            {
                _ofCaller.Remove(caller);
            }

            return job;
        }
    }

    public void Dispose() => _available.Dispose();
}
