using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Server.Telemetry;

/// <summary>Logs and counts tasks that failed and were never awaited, which .NET ignores silently.</summary>
internal sealed partial class UnobservedExceptions(ILogger<UnobservedExceptions> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Instruments.UnobservedExceptions.Add(0);
        TaskScheduler.UnobservedTaskException += Report;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        TaskScheduler.UnobservedTaskException -= Report;
        return Task.CompletedTask;
    }

    private void Report(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        Instruments.UnobservedExceptions.Add(1);
        Log.Unobserved(logger, e.Exception);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A task failed and was never awaited")]
        public static partial void Unobserved(ILogger logger, Exception exception);
    }
}
