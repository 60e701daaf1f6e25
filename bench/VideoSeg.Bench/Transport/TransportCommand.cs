using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Transport;

/// <summary>The command `bench transport`: measures the cost of transport, without decoding and inference.</summary>
internal static class TransportCommand
{
    private const int Jpeg720p = 190_000;

    public static Command Create()
    {
        var packages = new Option<string>("--models")
        {
            Description = "A folder with the package of a trivial model.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Root, "tests", "fixtures", "packages"),
        };
        var model = new Option<string>("--model") { Description = "The name of the model.", HelpName = "NAME", DefaultValueFactory = _ => "colours" };
        var frames = new Option<int>("--frames") { Description = "Frames per run.", HelpName = "N", DefaultValueFactory = _ => 200 };
        var rounds = new Option<int>("--rounds") { Description = "Interleaved runs of each size.", HelpName = "N", DefaultValueFactory = _ => 5 };
        var output = new BenchOutput();
        var command = new Command("transport", "Milliseconds per frame and delay of transport alone: messages of 10 KB, 190 KB (a 720p JPEG) and 2.7 MB to a trivial model.")
        {
            packages, model, frames, rounds,
        };
        output.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            // The server is a separate process and reads its options from the environment.
            Environment.SetEnvironmentVariable("Inference__Models", Path.GetFullPath(arguments.GetRequiredValue(packages)));
            Environment.SetEnvironmentVariable("Inference__DefaultModel", arguments.GetRequiredValue(model));
            var costs = await TransportBenchmark.RunAsync(
                [10_000, Jpeg720p, 2_700_000], arguments.GetRequiredValue(model), arguments.GetValue(frames), arguments.GetValue(rounds), cancellationToken);
            output.Write(arguments, Figures(costs), new BarChart(
                "Transport of a frame through the server", "milliseconds", [.. costs.Select(Name)],
                [
                    new BarSeries("a frame, saturated", [.. costs.Select(c => (double?)c.Saturated.Median)]),
                    new BarSeries("delay, median", [.. costs.Select(c => (double?)c.Delay.Median)]),
                    new BarSeries("delay, 99 %", [.. costs.Select(c => (double?)c.Delay.Quantile(0.99))]),
                ]));
            return 0;
        });
        return command;
    }

    private static string Name(TransportCost cost) => $"{cost.Bytes / 1000} KB";

    private static Dictionary<string, object?> Figures(IReadOnlyList<TransportCost> costs)
    {
        var figures = new Dictionary<string, object?> { ["transport_ms"] = costs.Single(c => c.Bytes == Jpeg720p).Saturated.Median };
        foreach (var cost in costs)
        {
            figures[$"bytes_{cost.Bytes}"] = new Dictionary<string, object?>
            {
                ["saturated_ms"] = cost.Saturated.Median,
                ["megabytes_a_second"] = cost.Bytes / cost.Saturated.Median / 1000,
                ["delay_ms_p50"] = cost.Delay.Median,
                ["delay_ms_p95"] = cost.Delay.Quantile(0.95),
                ["delay_ms_p99"] = cost.Delay.Quantile(0.99),
            };
        }

        return figures;
    }
}
