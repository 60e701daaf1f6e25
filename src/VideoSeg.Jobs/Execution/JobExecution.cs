using Microsoft.Extensions.Logging;
using VideoSeg.Inference.Memory;
using VideoSeg.Jobs.Storage;
using VideoSeg.Streaming;

namespace VideoSeg.Jobs.Execution;

/// <summary>Executes one job, and decides how it ends.</summary>
internal sealed partial class JobExecution(ActiveJob active, JobStore store, Func<Job, JobProgress, VideoRun> runOf, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan PauseWithoutMemory = TimeSpan.FromSeconds(5);

    /// <param name="stopping">Cancelled when the server stops.</param>
    /// <returns>The job as it ended. Null: it did not; it stays as it is, and continues with the next server process.</returns>
    public async Task<Job?> ExecuteAsync(CancellationToken stopping)
    {
        var job = active.Progress.Job;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(active.Cancelled, stopping);
        try
        {
            return await RunAsync(job, stop.Token) with { State = JobState.Succeeded };
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (ServerStoppingException)
        {
            // The server stops, and streams are drained before jobs.
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
            Log.Failed(logger, level, job.Id, job.FileName, failure.Reason, failure.Message, failure.Cause == JobFailureCause.Server ? e : null);
            return active.Progress.Job with { State = JobState.Failed, Failure = failure };
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
        [LoggerMessage(Message = "Job {JobId} ({FileName}) failed: {Reason}: {Problem}")]
        public static partial void Failed(ILogger logger, LogLevel level, string jobId, string fileName, string reason, string problem, Exception? exception);
    }
}
