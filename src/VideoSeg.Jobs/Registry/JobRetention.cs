using Microsoft.Extensions.Logging;
using VideoSeg.Jobs.Storage;
using VideoSeg.Streaming.Files;

namespace VideoSeg.Jobs.Registry;

/// <summary>Deletes jobs that ended long ago, with their outputs: at the start, and once an hour.</summary>
internal sealed partial class JobRetention : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly TimeSpan _retention;
    private readonly JobStore _store;
    private readonly Func<string, JobFolder> _folderOf;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Task _loop;

    /// <param name="retention">How long ended jobs are kept; 0: for ever.</param>
    /// <param name="store">The jobs; borrowed.</param>
    /// <param name="folderOf">The files of a job.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what could not be deleted.</param>
    public JobRetention(TimeSpan retention, JobStore store, Func<string, JobFolder> folderOf, TimeProvider time, ILogger logger)
    {
        (_retention, _store, _folderOf, _time, _logger) = (retention, store, folderOf, time, logger);
        _loop = retention > TimeSpan.Zero ? Task.Run(RunAsync) : Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _disposed.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            DeleteOld();
        }
        while (await timer.WaitForNextTickAsync(_disposed.Token));
    }

    private void DeleteOld()
    {
        try
        {
            var latest = _time.GetUtcNow() - _retention;
            foreach (var job in _store.Ended().Where(job => job.Ended < latest))
            {
                _store.Remove(job.Id);
                _folderOf(job.Id).Remove();
            }
        }
        catch (Exception e) when (e is SqliteFileException or IOException or UnauthorizedAccessException)
        {
            Log.NotDeleted(_logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Jobs that ended long ago could not be deleted")]
        public static partial void NotDeleted(ILogger logger, Exception exception);
    }
}
