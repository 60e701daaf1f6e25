using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;

namespace VideoSeg.Bench.Streams;

/// <summary>The command `bench streams`: measures many streams on one server.</summary>
internal static class StreamsCommand
{
    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Number of concurrent streams.", DefaultValueFactory = _ => 16 };
        var fps = new Option<double>("--fps") { Description = "The frame rate of each stream, in frames per second.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "Duration of each of the six runs, in seconds.", DefaultValueFactory = _ => 20 };
        var interval = new Option<int>("--interval") { Description = "The keyframe interval in frames.", DefaultValueFactory = _ => 4 };
        var clip = new Option<string>("--clip") { Description = "A video file, sent as JPEG with quality 90.", DefaultValueFactory = _ => RepositoryPaths.Clip };
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this JSON file." };
        var command = new Command("streams", "Fairness, accounting, throughput against one stream, and delays of many streams on one server, with ALL and with LATEST.")
        {
            count, fps, seconds, interval, clip, json,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var frames = BenchClip.Read(arguments.GetValue(clip)!, ..120, null, quality: 90);
            await using var server = await EmbeddedServer.StartAsync(cancellationToken);
            using var client = new VideoSegClient(server.Address);
            var result = await new StreamsBenchmark(
                client, frames, arguments.GetValue(count), arguments.GetValue(fps), TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(interval)).RunAsync(cancellationToken);
            Print(result);
            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(ToJson(result)), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static void Print(StreamsResult result)
    {
        var blocks = Blocks(result);
        var table = new Table().AddColumn("figure").AddColumns([.. blocks.Select(b => b.Name)]);
        Row("offered per second", b => $"{b.Offered:F1}");
        Row("results per second", b => $"{b.Throughput:F1}");
        Row("against one stream", b => $"{b.Throughput / result.Single:F2}");
        Row("keyframe share", b => $"{b.KeyframeShare:F3}");
        Row("sent", b => $"{b.Sent}");
        Row("results, errors, drops", b => $"{b.Results}, {b.Errors}, {b.Drops}");
        Row("accounted for", b => b.AccountedFor ? "yes" : "NO");
        Row("fairness", b => $"{b.JainFairness:F3}");
        Row("delay ms, 50/95/99 %", b => Delays(b.Delays));
        Row("of keyframes", b => Delays(b.KeyframeDelays));
        Row("between them", b => Delays(b.OtherDelays));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"one saturated stream: {result.Single:F1} results per second, keyframe share {result.SingleKeyframeShare:F3}, a keyframe's step {result.KeyframeMs:F1} ms");
        void Row(string figure, Func<LoadBlock, string> value) => table.AddRow([figure, .. blocks.Select(b => value(b.Block))]);
        static string Delays(Samples delays) => $"{delays.Quantile(0.5):F0} / {delays.Quantile(0.95):F0} / {delays.Quantile(0.99):F0}";
    }

    private static Dictionary<string, object> ToJson(StreamsResult result)
    {
        var figures = Figures(result.All, result);
        figures["single_results_per_second"] = result.Single;
        figures["single_keyframe_share"] = result.SingleKeyframeShare;
        figures["keyframe_step_ms"] = result.KeyframeMs;
        foreach (var (name, block) in Blocks(result).Skip(1))
        {
            figures[name] = Figures(block, result);
        }

        return figures;
    }

    private static (string Name, LoadBlock Block)[] Blocks(StreamsResult result) =>
        [("all", result.All), ("latest", result.Latest), ("paced_all", result.PacedAll), ("paced_latest", result.PacedLatest)];

    private static Dictionary<string, object> Figures(LoadBlock block, StreamsResult result) => new()
    {
        ["accounted_for"] = block.AccountedFor,
        ["sent"] = block.Sent,
        ["results"] = block.Results,
        ["errors"] = block.Errors,
        ["drops"] = block.Drops,
        ["offered_per_second"] = block.Offered,
        ["results_per_second"] = block.Throughput,
        ["throughput_vs_single"] = block.Throughput / result.Single,
        ["jain_fairness"] = block.JainFairness,
        ["keyframe_share"] = block.KeyframeShare,
        ["delay_ms"] = Quantiles(block.Delays),
        ["keyframe_delay_ms"] = Quantiles(block.KeyframeDelays),
        ["nonkeyframe_delay_ms"] = Quantiles(block.OtherDelays),
        ["p95_within_median_and_two_keyframes"] = block.Delays.Quantile(0.95) <= block.Delays.Median + (2 * result.KeyframeMs),
    };

    private static Dictionary<string, double> Quantiles(Samples samples) =>
        new() { ["p50"] = samples.Quantile(0.5), ["p95"] = samples.Quantile(0.95), ["p99"] = samples.Quantile(0.99) };
}
