using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VideoSeg.Jobs.Storage;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Files;

namespace VideoSeg.Jobs.Execution;

/// <summary>Executes the jobs that have not ended: callers take turns, and those of one caller come oldest first.</summary>
internal sealed partial class JobWorkers : IAsyncDisposable
{
    private readonly JobOptions _options;
    private readonly Func<string, JobFolder> _folderOf;
    private readonly JobStore _store;
    private readonly Func<Job, JobProgress, VideoRun> _runOf;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, ActiveJob> _active = [];
    private readonly CancellationTokenSource _stopping = new();

    private readonly CallerSharing _sharing;
    private readonly WaitingJobs _waiting = new();
    private readonly Task _loops;

    public JobWorkers(
        JobOptions options,
        IReadOnlyList<Job> unfinished,
        Func<string, JobFolder> folderOf,
        JobStore store,
        Func<Job, JobProgress, VideoRun> runOf,
        CallerSharing sharing,
        TimeProvider time,
        ILogger logger)
    {
        (_options, _folderOf, _store, _runOf, _sharing, _time, _logger) = (options, folderOf, store, runOf, sharing, time, logger);
        foreach (var job in unfinished)
        {
            Enqueue(job);
        }

        _loops = Task.WhenAll(Enumerable.Range(0, options.MaxRunning).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>Cancelled when no more jobs are executed.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <exception cref="TooManyJobsException">Too many jobs are waiting.</exception>
    public void RequireRoom(string caller)
    {
        var (own, waiting) = (_waiting.CountOf(caller), _waiting.Count);
        if (!_sharing.Allows(own, waiting, _options.MaxWaiting))
        {
            throw new TooManyJobsException(_sharing.Describe(own, waiting, _options.MaxWaiting, "jobs are waiting"));
        }
    }

    /// <param name="job">A job that is stored and has not ended.</param>
    public void Enqueue(Job job)
    {
        var active = new ActiveJob(new JobProgress(job, _time));
        _active[job.Id] = active;
        _waiting.Add(active);
    }

    /// <returns>The job; null: it has ended, or never existed.</returns>
    public ActiveJob? Find(string id) => _active.GetValueOrDefault(id);

    /// <summary>The newest state of a job: what is stored is as old as its last chunk.</summary>
    public Job NewestOf(Job stored) => Find(stored.Id)?.Progress.Job ?? stored;

    /// <summary>Cancels a job and waits for its end; a job that has ended stays as it is.</summary>
    public async Task CancelAsync(Job job, CancellationToken cancellationToken)
    {
        if (Find(job.Id) is { } active)
        {
            await active.CancelAsync();
            if (active.TryStart())
            {
                // It was still waiting: nobody else will end it.
                End(active, active.Progress.Job with { State = JobState.Cancelled });
            }

            await active.Ended.WaitAsync(cancellationToken);
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _loops;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _waiting.Dispose();
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            while (true)
            {
                var active = await _waiting.TakeAsync(_stopping.Token);
                if (active.TryStart() && await new JobExecution(active, _store, _runOf, _time, _logger).ExecuteAsync(_stopping.Token) is { } ended)
                {
                    End(active, ended);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void End(ActiveJob active, Job job)
    {
        // Space first: on a full disk not even the end could be stored.
        var folder = _folderOf(job.Id);
        if (job.State != JobState.Succeeded)
        {
            folder.Remove();
        }

        var ended = job with { Ended = _time.GetUtcNow(), FramesPerSecond = 0 };
        try
        {
            _store.Save(ended);
            folder.RemoveChunks();
            if (job.Input.IsUpload)
            {
                File.Delete(job.Input.Path);
            }
        }
        catch (Exception e) when (e is SqliteFileException or IOException or UnauthorizedAccessException)
        {
            // Watchers get the end; the next server process finds the job as it was, and runs it again.
            Log.NotStored(_logger, job.Id, e);
        }

        _active.TryRemove(job.Id, out _);
        active.End(ended);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId}: its end could not be stored")]
        public static partial void NotStored(ILogger logger, string jobId, Exception exception);
    }
}
