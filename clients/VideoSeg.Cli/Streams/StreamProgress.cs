using Spectre.Console;

namespace VideoSeg.Cli.Streams;

/// <summary>Shows a progress bar on standard error, so that standard output can be piped. There is no bar if standard error is not a terminal.</summary>
internal static class StreamProgress
{
    /// <param name="frames">The number of frames, or <see langword="null"/> if it is unknown.</param>
    /// <param name="work">The work to run; it calls its argument after each frame.</param>
    public static Task ShowAsync(int? frames, Func<Action, Task> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(() => { });
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new FramesColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var progress = context.AddTask("frames", maxValue: frames ?? 1);
                progress.IsIndeterminate = frames is null;
                return work(() => progress.Increment(1));
            });
    }
}
