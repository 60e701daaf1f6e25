using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Masks;

/// <summary>The command `bench masks`: measures milliseconds and bytes per mask.</summary>
internal static class MasksCommand
{
    public static Command Create()
    {
        var source = new ClipOptions(frames: 60);
        var rounds = new Option<int>("--rounds") { Description = "Interleaved runs of each encoding.", DefaultValueFactory = _ => 9 };
        var output = new BenchOutput();
        var command = new Command("masks", "Milliseconds and bytes per mask for each encoding, at 720p (mask_ms and mask_bytes: RLE).") { rounds };
        source.AddTo(command);
        output.AddTo(command);
        command.SetAction(arguments =>
        {
            var result = MaskBenchmark.Run(source.Model(arguments), source.Read720p(arguments), arguments.GetValue(rounds));
            output.Write(arguments, Figures(result), new BarChart(
                "A mask at 720p", "milliseconds", [.. result.Encodings.Select(e => e.Name)],
                [new BarSeries("median of the rounds", [.. result.Encodings.Select(e => (double?)e.Milliseconds.Median)]) { Ranges = [.. result.Encodings.Select(e => ((double, double)?)e.Milliseconds.MedianInterval)] }]));
            return 0;
        });
        return command;
    }

    private static Dictionary<string, object?> Figures(MaskResult result)
    {
        var rle = result.Encodings[0];
        return new()
        {
            ["mask_ms"] = rle.Milliseconds.Median,
            ["mask_bytes"] = rle.Bytes.Median,
            ["mask_bytes_p90"] = rle.Bytes.Quantile(0.9),
            ["thing_mask_bytes"] = result.ThingBytes.Median,
            ["frames"] = result.Frames,
            ["masks"] = result.Masks,
            ["encodings"] = result.Encodings.ToDictionary(e => e.Name, e => (object?)new Dictionary<string, object?>
            {
                ["ms_a_mask"] = e.Milliseconds.Median,
                ["ms_a_mask_low"] = e.Milliseconds.MedianInterval.Low,
                ["ms_a_mask_high"] = e.Milliseconds.MedianInterval.High,
                [e.Name == "label_map" ? "bytes_a_frame" : "bytes_a_mask"] = e.Bytes.Median,
                ["allocated_bytes_a_frame"] = e.Allocated.Median,
            }),
        };
    }
}
