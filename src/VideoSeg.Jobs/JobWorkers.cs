using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using VideoSeg.Streaming;

namespace VideoSeg.Jobs;

/// <summary>Works through the jobs that have not ended, in their order.</summary>
internal sealed partial class JobWorkers : IAsyncDisposable
{
    private readonly JobOptions _options;
    private readonly Func<string, JobFolder> _folderOf;
    private readonly JobStore _store;
    private readonly Func<Job, JobFeed, JobRun> _runOf;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, LiveJob> _live = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Oldest first. Room for what the last server left comes on top of what may be new.</summary>
    private readonly Channel<LiveJob> _waiting;

    private readonly Task _loops;

    public JobWorkers(
        JobOptions options,
        IReadOnlyList<Job> unfinished,
        Func<string, JobFolder> folderOf,
        JobStore store,
        Func<Job, JobFeed, JobRun> runOf,
        TimeProvider time,
        ILogger logger)
    {
        (_options, _folderOf, _store, _runOf, _time, _logger) = (options, folderOf, store, runOf, time, logger);
        _waiting = Channel.CreateBounded<LiveJob>(options.MaxWaiting + unfinished.Count);
        foreach (var job in unfinished)
        {
            Enqueue(job);
        }

        _loops = Task.WhenAll(Enumerable.Range(0, options.MaxRunning).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>Set when no more is worked.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <exception cref="StreamRefusedException">Too many jobs wait.</exception>
    public void RequireRoom()
    {
        if (_waiting.Reader.Count is var waiting && waiting >= _options.MaxWaiting)
        {
            throw new StreamRefusedException(StreamRefusal.Exhausted, "TOO_MANY_JOBS", $"{waiting} jobs wait; at most {_options.MaxWaiting} are allowed");
        }
    }

    /// <param name="job">Stored, and not ended.</param>
    public void Enqueue(Job job)
    {
        var live = new LiveJob(new JobFeed(job, _time));
        _live[job.Id] = live;
        _waiting.Writer.TryWrite(live);
    }

    /// <returns>Null: it has ended, or never was.</returns>
    public LiveJob? Find(string id) => _live.GetValueOrDefault(id);

    /// <summary>What is stored is as old as the last segment.</summary>
    public Job NewestOf(Job stored) => Find(stored.Id)?.Feed.Job ?? stored;

    /// <summary>Returns when the job has ended; one that had ended stays as it is.</summary>
    public async Task CancelAsync(Job job, CancellationToken cancellationToken)
    {
        if (Find(job.Id) is { } live)
        {
            await live.CancelAsync();
            if (live.TryStart())
            {
                // Its turn had not come: nobody else will end it.
                End(live, live.Feed.Job with { State = JobState.Cancelled });
            }

            await live.Ended.WaitAsync(cancellationToken);
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
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var live in _waiting.Reader.ReadAllAsync(_stopping.Token))
            {
                if (live.TryStart() && await new JobTurn(live, _store, _runOf, _time, _logger).EndAsync(_stopping.Token) is { } ended)
                {
                    End(live, ended);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void End(LiveJob live, Job job)
    {
        // Room first: on a full disk not even the end could be stored.
        var folder = _folderOf(job.Id);
        if (job.State != JobState.Succeeded)
        {
            folder.Remove();
        }

        var ended = job with { Ended = _time.GetUtcNow(), FramesPerSecond = 0 };
        try
        {
            _store.Save(ended);
            folder.RemoveParts();
            if (job.Source.IsUpload)
            {
                File.Delete(job.Source.Path);
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            // Whoever watches is told; the next server will find the job as it was, and try again.
            Log.NotStored(_logger, job.Id, e);
        }

        _live.TryRemove(job.Id, out _);
        live.End(ended);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId}: its end could not be stored")]
        public static partial void NotStored(ILogger logger, string jobId, Exception exception);
    }
}
