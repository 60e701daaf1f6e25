using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Attacks;

/// <summary>The command `bench attacks`: attacks servers with bounded loads on loopback, and tells which promises of docs/security.md held.</summary>
internal static class AttacksCommand
{
    public static Command Create()
    {
        var only = new Option<string[]>("--only") { Description = "The attacks to run, by name or by line of docs/security.md. Default: all.", HelpName = "ATTACK", AllowMultipleArgumentsPerToken = true };
        var output = new BenchOutput();
        var command = new Command("attacks", "Attacks servers as a hostile stranger, caller or camera, and with full disks: each attack must be held.") { only };
        output.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            string[] wanted = arguments.GetValue(only) ?? [];
            var results = new List<(Attack Attack, AttackResult Result)>();
            foreach (var attack in AttackList.All.Where(a => wanted.Length == 0 || wanted.Contains(a.Name) || wanted.Contains($"{a.Line}")))
            {
                var result = await attack.RunAsync(cancellationToken);
                await Console.Error.WriteLineAsync($"{attack.Line} {attack.Name}: {(result.Held ? "held" : "NOT HELD")}, {result.Figure:G4} {result.Unit}");
                results.Add((attack, result));
            }

            output.Write(arguments, FiguresOf(results), new BarChart(
                "Attacks that were held", "attacks", [.. results.Select(r => r.Attack.Name)], [new BarSeries("held", [.. results.Select(r => (double?)(r.Result.Held ? 1 : 0))])]));
            return results.TrueForAll(r => r.Result.Held) ? 0 : 1;
        });
        return command;
    }

    /// <summary>One field for each line, which is held if all of its attacks are.</summary>
    private static Dictionary<string, object?> FiguresOf(List<(Attack Attack, AttackResult Result)> results) =>
        results.GroupBy(r => r.Attack.Line).OrderBy(line => line.Key).ToDictionary(line => $"line_{line.Key}", line => (object?)new Dictionary<string, object?>(
            line.Select(r => KeyValuePair.Create(r.Attack.Name, (object?)new Dictionary<string, object?> { ["held"] = r.Result.Held, ["figure"] = r.Result.Figure, ["unit"] = r.Result.Unit }))
                .Prepend(KeyValuePair.Create("held", (object?)line.All(r => r.Result.Held)))));
}
