using System.Globalization;
using Spectre.Console;
using BatchFrames = VideoSeg.V1.BatchProgress;

namespace VideoSeg.Cli.Batch;

/// <summary>Shows the progress of one video: the upload in bytes, the job in frames, then the download of the outputs.</summary>
/// <param name="progress">Counts the video when it has ended, and prints its last line.</param>
/// <param name="name">The name of the video.</param>
/// <param name="task">The progress bar to update, or <see langword="null"/> if progress is not shown.</param>
internal sealed class VideoProgressBar(BatchProgress progress, string name, ProgressTask? task) : IProgress<long>, IDisposable
{
    /// <summary>When this run began to process the video. Jobs created earlier belong to an earlier run.</summary>
    public DateTimeOffset Started { get; } = TimeProvider.System.GetUtcNow();

    public void ShowUpload(long bytes) => Show($"{name}: uploading", 0, bytes);

    /// <summary>Reports the number of bytes that have been uploaded.</summary>
    public void Report(long value) => task?.Value = value;

    public void ShowFrames(BatchFrames frames) => Show(
        string.Create(CultureInfo.InvariantCulture, $"{name}: {frames.FramesDone} frames, {frames.FramesPerSecond:0.0} fps"), frames.FramesDone, frames.FramesTotal);

    public void ShowDownload() => Show($"{name}: downloading", 0, 0);

    public void Done(string outcome) => progress.End($"{name}: {outcome}");

    public void Failed(string reason) => progress.End($"videoseg: {reason}");

    public void Dispose() => task?.StopTask();

    /// <param name="description">The text in front of the bar.</param>
    /// <param name="value">The current value.</param>
    /// <param name="max">The final value; 0 if it is unknown.</param>
    private void Show(string description, double value, double max)
    {
        if (task is null)
        {
            return;
        }

        task.Description = Markup.Escape(description);
        task.IsIndeterminate = max == 0;
        task.MaxValue = Math.Max(max, 1);
        task.Value = value;
    }
}
