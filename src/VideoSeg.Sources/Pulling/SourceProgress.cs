using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Telemetry;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Pulling;

/// <summary>How a source is doing, for those who ask: its loop reports, and this keeps the status, counts and logs. One caller at a time; the status may be read by anyone.</summary>
internal sealed partial class SourceProgress(SourceStatus status, ILogger logger)
{
    private volatile SourceStatus _status = status;
    private bool _hasRun;

    /// <summary>Frames that fail in a row until the source is said to fail: a camera may send a broken picture now and then.</summary>
    private const int FailuresInARow = 10;

    public SourceStatus Status => _status;

    public void Connecting() => _status = _status with { State = SourceState.Connecting };

    /// <summary>Frames arrive.</summary>
    public void Running()
    {
        _status = _status with { State = SourceState.Running, Problem = "", Reconnects = _status.Reconnects + (_hasRun ? 1UL : 0) };
        _hasRun = true;
        Log.Runs(logger, _status.StreamId, _status.Uri);
    }

    /// <summary>A frame has its result. Called by the reader of the results, beside the loop.</summary>
    /// <param name="failures">The frames that have failed since the last one that was segmented; null: none has.</param>
    public void Completed(FailedFrames? failures)
    {
        if (failures is null)
        {
            Change(SourceState.Failing, SourceState.Running, "");
        }
        else if (failures.Count >= FailuresInARow)
        {
            Change(SourceState.Running, SourceState.Failing, $"no frame is segmented: {failures.Last.Message} ({failures.Last.Reason})");
        }
    }

    /// <summary>It failed, and will connect again.</summary>
    /// <param name="problem">What users are told. It may repeat what a camera says, of which only printable characters are left.</param>
    /// <param name="reason">The cause, as the metric names it.</param>
    /// <param name="e">The cause, for the log; null: there is no more to it.</param>
    public void Failed(string problem, string reason, Exception? e)
    {
        problem = PrintableText.Of(problem);
        Instruments.SourceFailures.Add(1, KeyValuePair.Create("reason", (object?)reason));
        // A camera that is gone for a night is logged once.
        Log.Failed(logger, problem == _status.Problem ? LogLevel.Debug : LogLevel.Warning, _status.StreamId, problem, e is VideoException ? null : e);
        _status = _status with { State = SourceState.Waiting, Problem = problem };
    }

    /// <summary>The video was read to its end; what was missing of it stays told.</summary>
    public void Ended() => _status = _status with { State = SourceState.Ended };

    /// <summary>Tells what is missing of a video that goes on, or has ended as it should.</summary>
    /// <param name="problem">What users are told; null: nothing is missing.</param>
    public void Incomplete(string? problem)
    {
        if (problem is not null && problem != _status.Problem)
        {
            Log.Incomplete(logger, _status.StreamId, problem);
            _status = _status with { Problem = problem };
        }
    }

    private void Change(SourceState from, SourceState to, string problem)
    {
        var status = _status;
        if (status.State != from)
        {
            return;
        }

        // The loop may have reported meanwhile: then its report holds.
        if (Interlocked.CompareExchange(ref _status, status with { State = to, Problem = problem }, status) == status && to == SourceState.Failing)
        {
            Log.FramesFail(logger, status.StreamId, problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Source {StreamId}: frames arrive from {Uri}")]
        public static partial void Runs(ILogger logger, string streamId, string uri);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Source {StreamId}: {Problem}")]
        public static partial void FramesFail(ILogger logger, string streamId, string problem);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Source {StreamId}: {Problem}")]
        public static partial void Incomplete(ILogger logger, string streamId, string problem);

        [LoggerMessage(Message = "Source {StreamId}: {Problem}; connecting again")]
        public static partial void Failed(ILogger logger, LogLevel level, string streamId, string problem, Exception? exception);
    }
}
