using System.CommandLine;
using VideoSeg.Evaluation.Charts;
using VideoSeg.Vision;

namespace VideoSeg.Bench.Stages;

/// <summary>The command `bench stages`: measures each stage of a frame, and the whole against inference alone.</summary>
internal static class StagesCommand
{
    public static Command Create()
    {
        var source = new ClipOptions(frames: 120);
        var rounds = new Option<int>("--rounds") { Description = "Interleaved runs of each measurement.", DefaultValueFactory = _ => 9 };
        var output = new BenchOutput();
        var command = new Command("stages", "Milliseconds per frame of each stage, 720p JPEG in and RLE out, and the whole against inference alone (overhead_ratio).") { rounds };
        source.AddTo(command);
        output.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            OpenCvThreads.UseTheCallers();
            var result = await new StageBenchmark(source.Model(arguments), source.Read720p(arguments)).RunAsync(arguments.GetValue(rounds), cancellationToken);
            var stages = result.Costs.All.ToList();
            output.Write(arguments, Figures(result), new BarChart(
                "A 720p frame, stage by stage", "milliseconds", [.. stages.Select(s => s.Name), "whole, saturated", "inference alone", "one run at a time"],
                [Bars([.. stages.Select(s => s.Samples), result.Whole, result.Network, result.OneRun])]));
            return 0;
        });
        return command;
    }

    private static BarSeries Bars(IReadOnlyList<Samples> samples) => new("median of the rounds", [.. samples.Select(s => (double?)Math.Max(0, s.Median))])
    {
        Ranges = [.. samples.Select(s => ((double, double)?)s.MedianInterval)],
    };

    private static Dictionary<string, object?> Figures(StageResult result) => new()
    {
        ["overhead_ratio"] = result.OverheadRatio.Median,
        ["overhead_ratio_low"] = result.OverheadRatio.MedianInterval.Low,
        ["overhead_ratio_high"] = result.OverheadRatio.MedianInterval.High,
        ["whole_ms"] = result.Whole.Median,
        ["network_ms"] = result.Network.Median,
        ["keyframe_ms"] = result.OneRun.Median,
        ["whole_by_keyframe"] = result.OneRunRatio.Median,
        ["whole_by_keyframe_low"] = result.OneRunRatio.MedianInterval.Low,
        ["whole_by_keyframe_high"] = result.OneRunRatio.MedianInterval.High,
        ["beyond_model_ms"] = result.BeyondModel.Median,
        ["beyond_model_ms_low"] = result.BeyondModel.MedianInterval.Low,
        ["beyond_model_ms_high"] = result.BeyondModel.MedianInterval.High,
        ["allocated_bytes_a_frame"] = result.Allocated.Median,
        ["stages_ms"] = result.Costs.All.ToDictionary(s => s.Name, s => (object?)s.Samples.Median),
    };
}
