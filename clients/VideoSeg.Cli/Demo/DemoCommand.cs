using System.CommandLine;
using VideoSeg.Cli.Streams;

namespace VideoSeg.Cli.Demo;

/// <summary>The command `videoseg demo`: segments the bundled clip with an embedded server.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out")
        {
            Description = "The folder for demo.mp4 and results.jsonl.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine("out", "demo"),
        };
        var command = new Command("demo", "Segment the bundled clip with a server that is started for it.") { folder };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var target = arguments.GetRequiredValue(folder);
            var options = new StreamArguments
            {
                Source = Path.Combine(AppContext.BaseDirectory, "Clips", "street.mp4"),
                Overlay = Path.Combine(target, "demo.mp4"),
                Json = Path.Combine(target, "results.jsonl"),
            };
            var summary = await StreamRunner.RunAsync(options, cancellationToken);
            SummaryText.Print(summary, options);
            return summary.Failed == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }
}
