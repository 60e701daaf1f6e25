using Spectre.Console;

namespace VideoSeg.Cli.Streams;

/// <summary>A progress bar on the error stream, so that the output can be piped; none where that is no terminal.</summary>
internal static class StreamProgress
{
    /// <param name="frames">How many there are; null: nobody knows.</param>
    /// <param name="work">Gets what it has to call after each frame.</param>
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
