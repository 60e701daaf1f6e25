using System.CommandLine;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Subscribers;

/// <summary>The command `bench subscribers`: measures what many subscribers cost the stream that they follow.</summary>
internal static class SubscribersCommand
{
    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Number of concurrent subscribers, in a separate process.", DefaultValueFactory = _ => 500 };
        var seconds = new Option<double>("--seconds") { Description = "Duration of each run, in seconds.", DefaultValueFactory = _ => 10 };
        var rounds = new Option<int>("--rounds") { Description = "Pairs of runs, without and with subscribers.", DefaultValueFactory = _ => 9 };
        var output = new BenchOutput();
        var command = new Command("subscribers", "One stream paced at half of its capacity, alone and followed by many.") { count, seconds, rounds };
        output.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var clip = BenchClip.Read(RepositoryPaths.Clip, ..120, null, quality: 90);
            var result = await new SubscribersBenchmark(clip, arguments.GetValue(count), TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(rounds)).RunAsync(cancellationToken);
            var (low, high) = result.RateRatios.MedianInterval;
            var figures = new Dictionary<string, object?>
            {
                ["subscribers"] = arguments.GetValue(count),
                ["capacity_per_second"] = result.Capacity,
                ["offered_per_second"] = result.Offered,
                ["publisher_rate_vs_none"] = result.RateRatios.Median,
                ["publisher_rate_vs_none_low"] = low,
                ["publisher_rate_vs_none_high"] = high,
                ["rounds"] = result.RateRatios.Count,
                ["delivered"] = result.Delivered,
                ["reported_missed"] = result.Missed,
                ["unexplained"] = result.Unexplained,
                ["delivered_or_reported"] = result.Unexplained == 0,
                ["server_cpu_us_per_delivered"] = result.CpuMicroseconds.Median,
            };
            output.Write(arguments, figures, new BarChart(
                "Rate of a stream that subscribers follow, against the same stream alone", "ratio", [$"{arguments.GetValue(count)} subscribers"],
                [new BarSeries("median of the rounds", [result.RateRatios.Median]) { Ranges = [result.RateRatios.MedianInterval] }]));
            return 0;
        });
        return command;
    }
}
