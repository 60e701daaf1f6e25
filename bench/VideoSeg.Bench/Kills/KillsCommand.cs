using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Kills;

/// <summary>The command `bench kills`: kills a server repeatedly during batch jobs; the outputs must be identical to those of an uninterrupted job.</summary>
internal static class KillsCommand
{
    public static Command Create()
    {
        var clip = new Argument<FileInfo>("clip") { Description = "The video file.", DefaultValueFactory = _ => new FileInfo(RepositoryPaths.Clip) }.AcceptExistingOnly();
        var kills = new Option<int>("--kills") { Description = "Number of kills with SIGKILL, at random times.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "The random seed of the kill times.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var models = new Option<string>("--models")
        {
            Description = "The folder of the model packages.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Root, "tests", "fixtures", "packages"),
        };
        var model = new Option<string>("--model") { Description = "The default model of the server.", HelpName = "NAME", DefaultValueFactory = _ => "colours" };
        var output = new BenchOutput();
        var command = new Command("kills", "Kills a server during batch jobs; the outputs must be identical to those of an uninterrupted job.") { clip, kills, seed, models, model };
        output.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var folder = Directory.CreateTempSubdirectory("videoseg-kills-").FullName;
            try
            {
                var run = new KillRun(arguments.GetRequiredValue(clip).FullName, folder, ["--models", arguments.GetRequiredValue(models), "--model", arguments.GetRequiredValue(model)]);
                await run.RunAsync(arguments.GetValue(kills), new Random(arguments.GetValue(seed)), cancellationToken);
                output.Write(
                    arguments,
                    new Dictionary<string, object?>
                    {
                        ["kills"] = run.FramesAtKill.Count,
                        ["jobs"] = run.Jobs,
                        ["outputs"] = run.Outputs,
                        ["different"] = run.Different.Count,
                    },
                    new BarChart("Frames processed when the server was killed", "frames", [.. run.FramesAtKill.Select((_, i) => $"{i + 1}")], [new BarSeries("frames done", [.. run.FramesAtKill.Select(frames => (double?)frames)])]));
                run.Different.ForEach(Console.Error.WriteLine);
                return run.Different.Count == 0 ? 0 : 1;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }
}
