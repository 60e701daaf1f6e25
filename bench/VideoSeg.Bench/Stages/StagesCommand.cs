using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using VideoSeg.Vision;

namespace VideoSeg.Bench.Stages;

/// <summary>bench stages: what a frame costs at each stage, and everything against the network alone.</summary>
internal static class StagesCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "A model package's folder.", DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Models, "street") };
        var clip = new Option<string>("--clip") { Description = "A video file; its frames are brought to 1280x720 and sent as JPEG, quality 90.", DefaultValueFactory = _ => RepositoryPaths.Clip };
        var frames = new Option<int>("--frames") { Description = "Frames a run.", DefaultValueFactory = _ => 60 };
        var rounds = new Option<int>("--rounds") { Description = "Interleaved runs of each measurement.", DefaultValueFactory = _ => 9 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file." };
        var command = new Command("stages", "Milliseconds a frame of each stage, 720p JPEG in and RLE out, and everything against the network alone (overhead_ratio).")
        {
            model, clip, frames, rounds, json,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var source = BenchClip.Read(arguments.GetValue(clip)!, ..arguments.GetValue(frames), new PixelSize(1280, 720), quality: 90);
            var result = await new StageBenchmark(arguments.GetValue(model)!, source).RunAsync(arguments.GetValue(rounds), cancellationToken);
            Print(result);
            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(ToJson(result), JsonSerializerOptions.Web), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static void Print(StageResult result)
    {
        var table = new Table().AddColumns("stage", "ms a frame, median (range of the rounds)");
        foreach (var (name, samples) in result.Costs.All)
        {
            table.AddRow(name, samples.ToString());
        }

        table.AddRow("whole, saturated", result.Whole.ToString());
        table.AddRow("network alone", result.Network.ToString());
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"overhead_ratio {result.OverheadRatio.Median:F3} (10 % {result.OverheadRatio.Quantile(0.1):F3}, 90 % {result.OverheadRatio.Quantile(0.9):F3})");
    }

    private static Dictionary<string, object> ToJson(StageResult result) => new()
    {
        ["overhead_ratio"] = result.OverheadRatio.Median,
        ["overhead_ratio_p10"] = result.OverheadRatio.Quantile(0.1),
        ["overhead_ratio_p90"] = result.OverheadRatio.Quantile(0.9),
        ["whole_ms"] = result.Whole.Median,
        ["keyframe_ms"] = result.Network.Median,
        ["beyond_model_ms"] = result.Whole.Median - result.Network.Median,
        ["stages_ms"] = result.Costs.All.ToDictionary(s => s.Name, s => s.Samples.Median),
    };
}
