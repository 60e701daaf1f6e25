using System.CommandLine;
using Spectre.Console;
using VideoSeg.Vision;

namespace VideoSeg.Bench.Telemetry;

/// <summary>bench telemetry: what it costs to be seen.</summary>
internal static class TelemetryCommand
{
    public static Command Create()
    {
        var clip = new Option<string>("--clip") { Description = "A video file; its frames are brought to 1280x720 and sent as JPEG, quality 90.", DefaultValueFactory = _ => RepositoryPaths.Clip };
        var frames = new Option<int>("--frames") { Description = "Frames a run.", DefaultValueFactory = _ => 60 };
        var rounds = new Option<int>("--rounds") { Description = "Interleaved pairs of runs.", DefaultValueFactory = _ => 15 };
        var command = new Command("telemetry", "Milliseconds a frame with all telemetry and with none: each frame traced, OTLP to a collector, a scrape each second.") { clip, frames, rounds };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var source = BenchClip.Read(arguments.GetValue(clip)!, ..arguments.GetValue(frames), new PixelSize(1280, 720), quality: 90);
            var benchmark = new TelemetryBenchmark(source);
            await benchmark.RunAsync(arguments.GetValue(rounds), cancellationToken);
            AnsiConsole.WriteLine($"with telemetry     {benchmark.On} ms a frame, {benchmark.ExportedBytes / 1024} KiB exported");
            AnsiConsole.WriteLine($"without            {benchmark.Off} ms a frame");
            AnsiConsole.WriteLine($"overhead           {100 * (benchmark.Ratio.Median - 1):F1} % (10 % {100 * (benchmark.Ratio.Quantile(0.1) - 1):F1}, 90 % {100 * (benchmark.Ratio.Quantile(0.9) - 1):F1}; {arguments.GetValue(rounds)} pairs)");
            return 0;
        });
        return command;
    }
}
