using System.Globalization;
using Spectre.Console;
using BatchFrames = VideoSeg.V1.BatchProgress;

namespace VideoSeg.Cli.Batch;

/// <summary>The bar of one video: first its bytes are sent, then its frames are done, then its outputs are fetched.</summary>
/// <param name="progress">Told of the end.</param>
/// <param name="name">Of the video.</param>
/// <param name="task">Null: nobody looks.</param>
internal sealed class BatchBar(BatchProgress progress, string name, ProgressTask? task) : IProgress<long>, IDisposable
{
    /// <summary>A job that is older than this is one of an earlier run.</summary>
    public DateTimeOffset Begun { get; } = TimeProvider.System.GetUtcNow();

    public void Uploads(long bytes) => Show($"{name}: sending", 0, bytes);

    /// <summary>Bytes that were sent.</summary>
    public void Report(long value) => task?.Value = value;

    public void Works(BatchFrames frames) => Show(
        string.Create(CultureInfo.InvariantCulture, $"{name}: {frames.FramesDone} frames, {frames.FramesPerSecond:0.0} a second"), frames.FramesDone, frames.FramesTotal);

    public void Saves() => Show($"{name}: saving", 0, 0);

    public void Done(string how) => progress.End($"{name}: {how}");

    public void Failed(string why) => progress.End($"videoseg: {why}");

    public void Dispose() => task?.StopTask();

    /// <param name="what">In front of the bar.</param>
    /// <param name="value">How far it is.</param>
    /// <param name="max">Of how much; 0: nobody knows.</param>
    private void Show(string what, double value, double max)
    {
        if (task is null)
        {
            return;
        }

        task.Description = Markup.Escape(what);
        task.IsIndeterminate = max == 0;
        task.MaxValue = Math.Max(max, 1);
        task.Value = value;
    }
}
