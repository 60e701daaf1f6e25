using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using VideoSeg.V1;

namespace VideoSeg.Bench.Reuse;

/// <summary>The command `bench reuse`: measures the throughput and the quality of a keyframe policy.</summary>
internal static class ReuseCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "A video file, or a folder of images in the order of their names (at 15 frames per second)." };
        var from = new Option<int>("--from") { Description = "The index of the first frame, from 0." };
        var to = new Option<int>("--to") { Description = "The index of the last frame.", DefaultValueFactory = _ => int.MaxValue - 1 };
        var labels = new Option<string?>("--labels") { Description = "A folder of class index PNGs named as the frames." };
        var ignored = new Option<byte>("--void") { Description = "The label to ignore.", DefaultValueFactory = _ => 11 };
        var people = new Option<string?>("--people") { Description = "A file of people labelled by hand, such as tests/fixtures/people/vtest-people.json." };
        var policy = new Option<string?>("--policy") { Description = "every-frame, fixed-interval or adaptive. Default: the model's policy." };
        policy.AcceptOnlyFromAmong("every-frame", "fixed-interval", "adaptive");
        var interval = new Option<uint?>("--interval") { Description = "The keyframe interval in frames; with adaptive, the maximum." };
        var threshold = new Option<float?>("--threshold") { Description = "With adaptive: the largest share of the frame that motion may leave unexplained." };
        var model = new Option<string>("--model") { Description = "The folder of a model package.", DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Models, "street") };
        var rounds = new Option<int>("--rounds") { Description = "Interleaved timed runs of each policy.", DefaultValueFactory = _ => 5 };
        var curve = new Option<FileInfo?>("--curve") { Description = "Measure fixed intervals and other thresholds too, and draw all points into this SVG file." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this JSON file." };
        var command = new Command("reuse", "Throughput and agreement of a keyframe policy against a keyframe on every frame: one saturated stream, JPEG quality 90 in, RLE out.")
        {
            source, from, to, labels, ignored, people, policy, interval, threshold, model, rounds, curve, json,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var config = new StreamConfig
            {
                KeyframePolicy = arguments.GetValue(policy) switch
                {
                    "every-frame" => KeyframePolicy.EveryFrame,
                    "fixed-interval" => KeyframePolicy.FixedInterval,
                    "adaptive" => KeyframePolicy.Adaptive,
                    _ => KeyframePolicy.Unspecified,
                },
            };
            if (arguments.GetValue(interval) is { } frames)
            {
                config.KeyframeInterval = frames;
            }

            if (arguments.GetValue(threshold) is { } residual)
            {
                config.KeyframeResidual = residual;
            }

            var range = arguments.GetValue(from)..(arguments.GetValue(to) + 1);
            string clip = arguments.GetValue(source)!;
            using var benchmark = new ReuseBenchmark(
                arguments.GetValue(model)!, BenchClip.Read(clip, range, null, quality: 90), BenchClip.Read(clip, range, null, quality: 85));
            var results = await benchmark.RunAsync(
                [config, .. arguments.GetValue(curve) is null ? [] : ReuseCurve.Policies],
                arguments.GetValue(rounds),
                arguments.GetValue(labels),
                arguments.GetValue(ignored),
                arguments.GetValue(people),
                cancellationToken);
            var figures = Figures(results[0]);
            Print(figures);
            if (arguments.GetValue(curve) is { } drawing)
            {
                Print(results.Skip(1));
                figures["curve"] = results.Skip(1).Select(Figures).ToArray();
                await File.WriteAllTextAsync(drawing.FullName, ReuseCurve.Draw(results, Path.GetFileName(clip.TrimEnd('/'))).ToSvg(), cancellationToken);
            }

            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(figures), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static void Print(Dictionary<string, object?> figures)
    {
        var table = new Table().AddColumns("figure", "value");
        foreach (var (name, value) in figures)
        {
            table.AddRow(name, Markup.Escape(value switch
            {
                null => "-",
                double number => $"{number:F3}",
                IReadOnlyDictionary<string, int> counts => string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}")),
                _ => $"{value}",
            }));
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Prints the curve, one point per row.</summary>
    private static void Print(IEnumerable<ReuseResult> results)
    {
        var table = new Table().AddColumns("policy", "keyframes", "gain", "agreement", "things", "between keyframes", "mIoU", "people found");
        foreach (var result in results)
        {
            table.AddRow(
                ReuseCurve.NameOf(result.Policy),
                $"{result.KeyframeShare:F3}",
                result.ThroughputGain.Median > 0 ? $"{result.ThroughputGain}" : "-",
                $"{result.PqAgreement:F3}",
                $"{result.PqAgreementThings:F3}",
                $"{result.PqAgreementPropagated:F3}",
                result.MiouReuse is { } miou ? $"{miou:F3}" : "-",
                result.PeopleReuse is { } people ? $"{people.Recall:F3}" : "-");
        }

        AnsiConsole.Write(table);
    }

    private static Dictionary<string, object?> Figures(ReuseResult result) => new()
    {
        ["policy"] = ReuseCurve.NameOf(result.Policy),
        ["throughput_gain"] = result.ThroughputGain.Median,
        ["throughput_gain_lowest"] = result.ThroughputGain.Quantile(0),
        ["throughput_gain_highest"] = result.ThroughputGain.Quantile(1),
        ["throughput_gain_one_at_a_time"] = result.ThroughputGainOneAtATime.Median,
        ["throughput_gain_one_at_a_time_lowest"] = result.ThroughputGainOneAtATime.Quantile(0),
        ["throughput_gain_one_at_a_time_highest"] = result.ThroughputGainOneAtATime.Quantile(1),
        ["every_frame_ms"] = result.EveryFrameMs.Median,
        ["every_frame_one_at_a_time_ms"] = result.OneAtATimeMs.Median,
        ["reuse_ms"] = result.ReuseMs.Median,
        ["keyframe_ms"] = result.KeyframeMs,
        ["nonkeyframe_ms"] = result.PropagatedMs,
        ["keyframe_share"] = result.KeyframeShare,
        ["keyframe_reasons"] = result.KeyframeReasons,
        ["pq_agreement"] = result.PqAgreement,
        ["pq_agreement_things"] = result.PqAgreementThings,
        ["pq_agreement_nonkey"] = result.PqAgreementPropagated,
        ["pq_agreement_floor"] = result.PqAgreementFloor,
        ["pq_agreement_neighbours"] = result.PqAgreementNeighbours,
        ["miou_agreement"] = result.MiouAgreement,
        ["flicker_every_frame"] = result.FlickerEveryFrame,
        ["flicker_reuse"] = result.FlickerReuse,
        ["miou_every_frame"] = result.MiouEveryFrame,
        ["miou_reuse"] = result.MiouReuse,
        ["people_recall_every_frame"] = result.PeopleEveryFrame?.Recall,
        ["people_recall_reuse"] = result.PeopleReuse?.Recall,
        ["people_recall_in_sight_every_frame"] = result.PeopleEveryFrame?.RecallVisible,
        ["people_recall_in_sight_reuse"] = result.PeopleReuse?.RecallVisible,
        ["people_precision_every_frame"] = result.PeopleEveryFrame?.Precision,
        ["people_precision_reuse"] = result.PeopleReuse?.Precision,
        ["people_resightings_every_frame"] = result.PeopleEveryFrame?.Redetections,
        ["people_id_switches_every_frame"] = result.PeopleEveryFrame?.IdSwitches,
        ["people_resightings_reuse"] = result.PeopleReuse?.Redetections,
        ["people_id_switches_reuse"] = result.PeopleReuse?.IdSwitches,
    };
}
