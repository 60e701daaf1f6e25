using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Kills;

/// <summary>bench kills: a server is killed in the middle of a batch job, again and again; the outputs must be those of a job that was left alone.</summary>
internal static class KillsCommand
{
    public static Command Create()
    {
        var clip = new Argument<FileInfo>("clip") { Description = "The video.", DefaultValueFactory = _ => new FileInfo(RepositoryPaths.Clip) }.AcceptExistingOnly();
        var kills = new Option<int>("--kills") { Description = "How often the server is killed with SIGKILL, at random moments.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "Of the moments.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var models = new Option<string>("--models")
        {
            Description = "The server's packages.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Root, "tests", "fixtures", "packages"),
        };
        var model = new Option<string>("--model") { Description = "Its default model.", HelpName = "NAME", DefaultValueFactory = _ => "colours" };
        var output = new BenchOutput();
        var command = new Command("kills", "Kills a server in the middle of batch jobs; their outputs must be the same as without.") { clip, kills, seed, models, model };
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
                    new BarChart("Where a job was when its server was killed", "frames", [.. run.FramesAtKill.Select((_, i) => $"{i + 1}")], [new BarSeries("frames done", [.. run.FramesAtKill.Select(frames => (double?)frames)])]));
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
