using Microsoft.Extensions.Logging;
using VideoSeg.Inference.Memory;
using VideoSeg.Streaming;

namespace VideoSeg.Jobs;

/// <summary>One job's turn: its run, and what becomes of it.</summary>
internal sealed partial class JobTurn(LiveJob live, JobStore store, Func<Job, JobFeed, JobRun> runOf, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan PauseWithoutMemory = TimeSpan.FromSeconds(5);

    /// <param name="stopping">The server stops.</param>
    /// <returns>The job as it ended. Null: it did not; it stays as it is, and goes on with the next server.</returns>
    public async Task<Job?> EndAsync(CancellationToken stopping)
    {
        var job = live.Feed.Job;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(live.Cancelled, stopping);
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
            Log.Failed(logger, level, job.Id, job.FileName, failure.Reason, failure.Message, failure.Cause == JobFailureCause.Server ? e : null);
            return live.Feed.Job with { State = JobState.Failed, Failure = failure };
        }
    }

    /// <summary>Live streams come first: where they leave no memory for the job's stream, it begins again later, at its last segment.</summary>
    private async Task<Job> RunAsync(Job job, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await runOf(store.Find(job.Caller, job.Id)!, live.Feed).RunAsync(cancellationToken);
            }
            catch (StreamMemoryException)
            {
                await Task.Delay(PauseWithoutMemory, time, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        /// <summary>A video that can't be used is its owner's business, who is told.</summary>
        [LoggerMessage(Message = "Job {JobId} ({FileName}) failed: {Reason}: {Cause}")]
        public static partial void Failed(ILogger logger, LogLevel level, string jobId, string fileName, string reason, string cause, Exception? exception);
    }
}
