using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Fuzz;

/// <summary>The command `bench fuzz`: gives mutated inputs to the parsers of bytes that come from outside, within this process.</summary>
internal static class FuzzCommand
{
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { Description = "How long, for all targets together.", HelpName = "S", DefaultValueFactory = _ => 60 };
        var seed = new Option<int>("--seed") { Description = "The random seed; the same seed gives the same inputs.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var only = new Option<string[]>("--only") { Description = "The targets to run. Default: all.", HelpName = "TARGET", AllowMultipleArgumentsPerToken = true };
        var output = new BenchOutput();
        var command = new Command("fuzz", "Gives mutated inputs to each parser of bytes from outside: it accepts or refuses them, and nothing else.") { seconds, seed, only };
        output.AddTo(command);
        command.SetAction((arguments, cancellationToken) => Task.Run(
            () =>
            {
                string[] wanted = arguments.GetValue(only) ?? [];
                var targets = FuzzTargets.All.Where(t => wanted.Length == 0 || wanted.Contains(t.Name)).ToList();
                var runs = targets.ToDictionary(t => t.Name, t => new FuzzRun(t, arguments.GetValue(seed)));
                foreach (var run in runs.Values)
                {
                    run.Run(TimeSpan.FromSeconds(arguments.GetValue(seconds) / runs.Count), cancellationToken);

                    // Standard error is full of the words of OpenCV's codecs.
                    run.Faults.ForEach(Console.Out.WriteLine);
                }

                output.Write(
                    arguments,
                    runs.ToDictionary(r => r.Key, r => (object?)FiguresOf(r.Value)),
                    new BarChart("Mutated inputs", "inputs", [.. runs.Keys], [new BarSeries("inputs", [.. runs.Values.Select(r => (double?)r.Inputs)])]));
                return runs.Values.All(r => r.Faults.Count == 0) ? 0 : 1;
            },
            cancellationToken));
        return command;
    }

    private static Dictionary<string, object?> FiguresOf(FuzzRun run) => new()
    {
        ["inputs"] = run.Inputs,
        ["accepted"] = run.Accepted,
        ["faults"] = run.Faults.Count,
        ["slowest_ms"] = run.Slowest.TotalMilliseconds,
    };
}
