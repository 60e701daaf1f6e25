using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Peers;

/// <summary>The command `bench peers`: compares VideoSeg with PyTorch eager, a Node server and OpenCV's DNN module.</summary>
internal static class PeersCommand
{
    public static Command Create()
    {
        var source = new ClipOptions(frames: 40);
        var rounds = new Option<int>("--rounds") { Description = "Interleaved runs of each implementation.", HelpName = "N", DefaultValueFactory = _ => 9 };
        var python = new Option<string>("--python") { Description = "A Python interpreter with torch, onnx and cv2 (Debian packages python3-torch, python3-onnx, python3-opencv).", HelpName = "FILE", DefaultValueFactory = _ => "/usr/bin/python3" };
        var output = new BenchOutput();
        var command = new Command("peers", "Throughput compared with PyTorch eager, a Node server and OpenCV's DNN module on the same frames, 720p JPEG in.") { rounds, python };
        source.AddTo(command);
        output.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var clip = source.Read720p(arguments);

            // The server must use the same model package as the peers.
            Environment.SetEnvironmentVariable("Inference__Models", Path.GetFullPath(Path.Combine(source.Model(arguments), "..")));
            Environment.SetEnvironmentVariable("Inference__DefaultModel", Path.GetFileName(Path.GetFullPath(source.Model(arguments))));
            var benchmark = new PeerBenchmark(source.Model(arguments), clip, arguments.GetRequiredValue(python));
            var peers = await benchmark.RunAsync(arguments.GetValue(rounds), cancellationToken);
            var (dnn, failureReason) = OpenCvDnn.Compare(source.Model(arguments), clip, arguments.GetValue(rounds), frames: 10);
            output.Write(arguments, Figures(benchmark, peers, dnn, failureReason), new BarChart(
                "A 720p frame", "milliseconds", ["VideoSeg", "VideoSeg, every frame", .. peers.Select(p => p.Name)],
                [Bars([benchmark.Reuse, benchmark.EveryFrame, .. peers.Select(p => p.Milliseconds)])]));
            return 0;
        });
        return command;
    }

    private static BarSeries Bars(IReadOnlyList<Samples> samples) => new("median of the rounds", [.. samples.Select(s => s.Count == 0 ? (double?)null : s.Median)])
    {
        Ranges = [.. samples.Select(s => s.Count == 0 ? ((double, double)?)null : s.MedianInterval)],
    };

    private static Dictionary<string, object?> Figures(PeerBenchmark benchmark, IReadOnlyList<PeerResult> peers, Samples? dnn, string? failureReason)
    {
        var figures = new Dictionary<string, object?> { ["videoseg_ms"] = benchmark.Reuse.Median, ["videoseg_without_reuse_ms"] = benchmark.EveryFrame.Median };
        foreach (var peer in peers)
        {
            Add($"vs_{peer.Name}", peer.Ratio);
            Add($"vs_{peer.Name}_without_reuse", peer.RatioWithoutReuse);
            figures[peer.Name] = new Dictionary<string, object?>
            {
                ["ms"] = peer.Milliseconds.Count == 0 ? null : peer.Milliseconds.Median,
                ["pq_agreement"] = peer.Agreement,
                ["is"] = peer.Description,
            };
        }

        Add("vs_opencv_dnn", dnn ?? new Samples());
        figures["opencv_dnn"] = failureReason is null ? $"OpenCV {OpenCvSharp.Cv2.GetVersionString()}, inference only" : $"OpenCV {OpenCvSharp.Cv2.GetVersionString()} cannot run the graph: {failureReason}";
        return figures;

        void Add(string name, Samples ratio)
        {
            bool any = ratio.Count > 0;
            figures[name] = any ? ratio.Median : null;
            figures[$"{name}_low"] = any ? ratio.MedianInterval.Low : null;
            figures[$"{name}_high"] = any ? ratio.MedianInterval.High : null;
        }
    }
}
