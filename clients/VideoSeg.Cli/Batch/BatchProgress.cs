using Spectre.Console;

namespace VideoSeg.Cli.Batch;

/// <summary>Bars on the error stream: one for each video that is under way, and one for all. Where that is no terminal, a line for each that has ended.</summary>
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

    /// <summary>A video's turn has come.</summary>
    public BatchBar Add(string name) => new(this, name, _bars?.AddTaskBefore(Markup.Escape(name), new ProgressTaskSettings(), _all!));

    /// <summary>A video has ended.</summary>
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
