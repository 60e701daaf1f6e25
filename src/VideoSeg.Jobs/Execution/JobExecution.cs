using Microsoft.Extensions.Logging;
using VideoSeg.Inference.Memory;
using VideoSeg.Jobs.Storage;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Files;

namespace VideoSeg.Jobs.Execution;

/// <summary>Executes one job, and decides how it ends.</summary>
internal sealed partial class JobExecution(ActiveJob active, JobStore store, Func<Job, JobProgress, VideoRun> runOf, TimeProvider time, ILogger logger)
{
    /// <summary>One kill may be another's fault.</summary>
    private const int MaxAttempts = 2;

    private static readonly TimeSpan PauseWithoutMemory = TimeSpan.FromSeconds(5);

    /// <param name="stopping">Cancelled when the server stops.</param>
    /// <returns>The job as it ended. Null: it did not; it stays as it is, and continues with the next server process.</returns>
    public async Task<Job?> ExecuteAsync(CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(active.Cancelled, stopping);
        try
        {
            return await RunAsync(BeginAttempt(active.Progress.Job), stop.Token) with { State = JobState.Succeeded };
        }
        catch (Exception e) when (stopping.IsCancellationRequested || e is ServerStoppingException)
        {
            // Streams are drained before jobs, so that the token may follow the exception.
            EndAttempt();
            return null;
        }
        catch (Exception) when (active.Cancelled.IsCancellationRequested)
        {
            return active.Progress.Job with { State = JobState.Cancelled };
        }
#pragma warning disable CA1031 // The root of the loop: the failure is the job's, and the next job follows.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var failure = JobFailures.Of(e);
            var level = failure.Cause == JobFailureCause.Input ? LogLevel.Information : LogLevel.Warning;
            Log.Failed(logger, level, active.Progress.Job.Id, active.Progress.Job.FileName, failure.Reason, failure.Message, failure.Cause == JobFailureCause.Server ? e : null);
            return active.Progress.Job with { State = JobState.Failed, Failure = failure };
        }
    }

    /// <summary>Counts the attempt on disk before it begins: whatever happens to this server process then, the next one knows of it.</summary>
    /// <exception cref="JobFailedException">The job was being executed when earlier server processes were killed.</exception>
    private Job BeginAttempt(Job job)
    {
        if (job.Attempts >= MaxAttempts)
        {
            throw new JobFailedException(new JobFailure(
                JobFailureCause.Limit, "JOB_KILLED_SERVER", $"the server was killed {job.Attempts} times while it executed this job, which is not tried again"));
        }

        job = job with { Attempts = job.Attempts + 1 };
        store.Save(job);
        return job;
    }

    private void EndAttempt()
    {
        try
        {
            if (store.Find(active.Progress.Job.Caller, active.Progress.Job.Id) is { HasEnded: false, Attempts: > 0 } stored)
            {
                store.Save(stored with { Attempts = stored.Attempts - 1 });
            }
        }
        catch (SqliteFileException e)
        {
            Log.NotTakenBack(logger, active.Progress.Job.Id, e.Message);
        }
    }

    /// <summary>Live streams have priority: while they leave no memory for the job, it starts again later, at the first chunk that is not done.</summary>
    private async Task<Job> RunAsync(Job job, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await runOf(store.Find(job.Caller, job.Id)!, active.Progress).RunAsync(cancellationToken);
            }
            catch (StreamMemoryException)
            {
                await Task.Delay(PauseWithoutMemory, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId}: {Problem}; this stop counts as one of the attempts that the job may have")]
        public static partial void NotTakenBack(ILogger logger, string jobId, string problem);

        [LoggerMessage(Message = "Job {JobId} ({FileName}) failed: {Reason}: {Problem}")]
        public static partial void Failed(ILogger logger, LogLevel level, string jobId, string fileName, string reason, string problem, Exception? exception);
    }
}
