using Spectre.Console;

namespace VideoSeg.Cli.Batch;

/// <summary>Shows progress on standard error: a bar for each video in progress and one for all videos. If standard error is not a terminal, it prints one line for each finished video.</summary>
internal sealed class BatchProgress
{
    private readonly IAnsiConsole _terminal;
    private readonly ProgressContext? _bars;
    private readonly ProgressTask? _all;

    private BatchProgress(IAnsiConsole terminal, ProgressContext? bars, int videos)
    {
        (_terminal, _bars) = (terminal, bars);
        _all = bars?.AddTask("all", maxValue: videos);
    }

    public static Task ShowAsync(int videos, Func<BatchProgress, Task> work)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return Console.IsErrorRedirected
            ? work(new BatchProgress(terminal, null, videos))
            : terminal.Progress()
                .HideCompleted(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(bars => work(new BatchProgress(terminal, bars, videos)));
    }

    /// <summary>Adds a progress bar for a video that is now processed.</summary>
    public VideoProgressBar Add(string name) => new(this, name, _bars?.AddTaskBefore(Markup.Escape(name), new ProgressTaskSettings(), _all!));

    /// <summary>Counts a finished video and prints its last line.</summary>
    public void End(string line)
    {
        _all?.Increment(1);
        if (_bars is null)
        {
            Console.Error.WriteLine(line);
        }
        else
        {
            _terminal.WriteLine(line);
        }
    }
}
