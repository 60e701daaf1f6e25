using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Telemetry;

/// <summary>The command `bench telemetry`: measures the cost of telemetry.</summary>
internal static class TelemetryCommand
{
    public static Command Create()
    {
        var source = new ClipOptions(frames: 60);
        var rounds = new Option<int>("--rounds") { Description = "Interleaved pairs of runs.", HelpName = "N", DefaultValueFactory = _ => 15 };
        var traceShare = new Option<double>("--trace-share") { Description = "The share of traced frames, 0 to 1.", HelpName = "SHARE", DefaultValueFactory = _ => 1 };
        var output = new BenchOutput();
        var command = new Command("telemetry", "Milliseconds per frame with all telemetry and with none: OTLP to a collector, a scrape every second.") { rounds, traceShare };
        source.AddTo(command);
        output.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var benchmark = new TelemetryBenchmark(source.Read720p(arguments), source.Model(arguments), arguments.GetValue(traceShare));
            await benchmark.RunAsync(arguments.GetValue(rounds), cancellationToken);
            output.Write(arguments, Figures(benchmark), new BarChart(
                "A frame at 720p, saturated", "milliseconds", ["all telemetry", "none"],
                [
                    new BarSeries("median of the rounds", [benchmark.On.Median, benchmark.Off.Median])
                    {
                        Ranges = [benchmark.On.MedianInterval, benchmark.Off.MedianInterval],
                    },
                ]));
            return 0;
        });
        return command;
    }

    private static Dictionary<string, object?> Figures(TelemetryBenchmark benchmark) => new()
    {
        ["overhead_percent"] = Percent(benchmark.Ratio.Median),
        ["overhead_percent_low"] = Percent(benchmark.Ratio.MedianInterval.Low),
        ["overhead_percent_high"] = Percent(benchmark.Ratio.MedianInterval.High),
        ["pairs"] = benchmark.Ratio.Count,
        ["with_telemetry_ms"] = benchmark.On.Median,
        ["without_ms"] = benchmark.Off.Median,
        ["exported_bytes"] = benchmark.ExportedBytes,
    };

    private static double Percent(double ratio) => 100 * (ratio - 1);
}
