using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Telemetry;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Pulling;

/// <summary>How a source is doing, for those who ask: its loop reports, and this keeps the status, counts and logs. One caller at a time; the status may be read by anyone.</summary>
internal sealed partial class SourceProgress(SourceStatus status, ILogger logger)
{
    private volatile SourceStatus _status = status;
    private bool _hasRun;

    public SourceStatus Status => _status;

    public void Connecting() => _status = _status with { State = SourceState.Connecting };

    /// <summary>Frames arrive.</summary>
    public void Running()
    {
        _status = _status with { State = SourceState.Running, Problem = "", Reconnects = _status.Reconnects + (_hasRun ? 1UL : 0) };
        _hasRun = true;
        Log.Runs(logger, _status.StreamId, _status.Uri);
    }

    /// <summary>It failed, and will connect again.</summary>
    /// <param name="problem">What users are told.</param>
    /// <param name="reason">The cause, as the metric names it.</param>
    /// <param name="e">The cause, for the log; null: there is no more to it.</param>
    public void Failed(string problem, string reason, Exception? e)
    {
        Instruments.SourceFailures.Add(1, KeyValuePair.Create("reason", (object?)reason));
        // A camera that is gone for a night is logged once.
        Log.Failed(logger, problem == _status.Problem ? LogLevel.Debug : LogLevel.Warning, _status.StreamId, problem, e is VideoException ? null : e);
        _status = _status with { State = SourceState.Waiting, Problem = problem };
    }

    /// <summary>The video was read to its end.</summary>
    public void Ended() => _status = _status with { State = SourceState.Ended, Problem = "" };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Source {StreamId}: frames arrive from {Uri}")]
        public static partial void Runs(ILogger logger, string streamId, string uri);

        [LoggerMessage(Message = "Source {StreamId}: {Problem}; connecting again")]
        public static partial void Failed(ILogger logger, LogLevel level, string streamId, string problem, Exception? exception);
    }
}
