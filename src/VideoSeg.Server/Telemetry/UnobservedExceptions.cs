using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Server.Telemetry;

/// <summary>Tells of tasks that failed and were never awaited, which .NET would pass over in silence.</summary>
internal sealed partial class UnobservedExceptions(ILogger<UnobservedExceptions> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Instruments.UnobservedExceptions.Add(0);
        TaskScheduler.UnobservedTaskException += Tell;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        TaskScheduler.UnobservedTaskException -= Tell;
        return Task.CompletedTask;
    }

    private void Tell(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        Instruments.UnobservedExceptions.Add(1);
        Log.Unobserved(logger, e.Exception);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A task failed that nobody awaited")]
        public static partial void Unobserved(ILogger logger, Exception exception);
    }
}
