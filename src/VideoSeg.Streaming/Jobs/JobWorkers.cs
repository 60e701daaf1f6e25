using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace VideoSeg.Streaming.Jobs;

/// <summary>Works through the jobs that have not ended, in their order.</summary>
internal sealed partial class JobWorkers : IAsyncDisposable
{
    private static readonly TimeSpan PauseWithoutMemory = TimeSpan.FromSeconds(5);

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
                if (live.TryStart() && await EndOfAsync(live) is { } ended)
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

    /// <summary>Works through one job.</summary>
    /// <returns>As it ended. Null: it did not; it stays as it is, and goes on with the next server.</returns>
    private async Task<Job?> EndOfAsync(LiveJob live)
    {
        var job = live.Feed.Job;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(live.Cancelled, _stopping.Token);
        try
        {
            return await RunAsync(job, live.Feed, stop.Token) with { State = JobState.Succeeded };
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (StreamRefusedException e) when (e.Refusal == StreamRefusal.Draining)
        {
            // Streams were told of the stop first.
            return null;
        }
        catch (Exception) when (live.Cancelled.IsCancellationRequested)
        {
            return live.Feed.Job with { State = JobState.Cancelled };
        }
#pragma warning disable CA1031 // The root of the loop: the failure is the job's, and the next job's turn comes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var failure = JobFailure.Of(e);
            var level = failure.Cause == JobFailureCause.Source ? LogLevel.Information : LogLevel.Warning;
            Log.Failed(_logger, level, job.Id, job.FileName, failure.Reason, failure.Message, failure.Cause == JobFailureCause.Server ? e : null);
            return live.Feed.Job with { State = JobState.Failed, Failure = failure };
        }
    }

    /// <summary>Live streams come first: where they leave no memory for the job's stream, it begins again later, at its last segment.</summary>
    private async Task<Job> RunAsync(Job job, JobFeed feed, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _runOf(_store.Find(job.Caller, job.Id)!, feed).RunAsync(cancellationToken);
            }
            catch (StreamRefusedException e) when (e.Refusal == StreamRefusal.Exhausted)
            {
                await Task.Delay(PauseWithoutMemory, _time, cancellationToken);
            }
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

        /// <summary>A video that can't be used is its owner's business, who is told.</summary>
        [LoggerMessage(Message = "Job {JobId} ({FileName}) failed: {Reason}: {Cause}")]
        public static partial void Failed(ILogger logger, LogLevel level, string jobId, string fileName, string reason, string cause, Exception? exception);
    }
}
