using System.CommandLine;
using System.Diagnostics;
using VideoSeg.Evaluation.Charts;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Vision;

namespace VideoSeg.Bench.Evaluation;

/// <summary>The command `bench evaluation`: measures how long it takes to compare two panoptic folders by all metrics.</summary>
internal static class EvaluationCommand
{
    private static readonly PixelSize CamVid = new(480, 360);
    private static readonly int[] Windows = [1, 2, 4, 6];

    public static Command Create()
    {
        var videos = new Option<int>("--videos") { Description = "Videos in each folder.", HelpName = "N", DefaultValueFactory = _ => 10 };
        var frames = new Option<int>("--frames") { Description = "Frames per video.", HelpName = "N", DefaultValueFactory = _ => 1000 };
        var rounds = new Option<int>("--rounds") { Description = "Number of comparisons.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var output = new BenchOutput();
        var command = new Command("evaluation", "Seconds to compare two panoptic folders of 480x360: PQ, VPQ at four window sizes and STQ in one pass.") { videos, frames, rounds };
        output.AddTo(command);
        command.SetAction((arguments, cancellationToken) => Task.Run(
            () =>
            {
                var folder = Directory.CreateTempSubdirectory("videoseg-evaluation-").FullName;
                try
                {
                    var (truth, prediction) = (Path.Combine(folder, "truth"), Path.Combine(folder, "prediction"));
                    SyntheticVideos.Write(truth, arguments.GetValue(videos), arguments.GetValue(frames), CamVid, drift: 0);
                    SyntheticVideos.Write(prediction, arguments.GetValue(videos), arguments.GetValue(frames), CamVid, drift: 2);
                    var seconds = Measure(truth, prediction, arguments.GetValue(rounds), cancellationToken);
                    int all = arguments.GetValue(videos) * arguments.GetValue(frames);
                    output.Write(
                        arguments,
                        new Dictionary<string, object?> { ["frames"] = all, ["seconds"] = seconds.Median, ["frames_a_second"] = all / seconds.Median },
                        new BarChart("Two folders of 480x360", "seconds", [$"{all} frames"], [new BarSeries("median of the rounds", [seconds.Median])]));
                }
                finally
                {
                    Directory.Delete(folder, recursive: true);
                }

                return 0;
            },
            cancellationToken));
        return command;
    }

    private static Samples Measure(string truth, string prediction, int rounds, CancellationToken cancellationToken)
    {
        var seconds = new Samples();
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            FolderComparison.Panoptic(truth, prediction, Windows, cancellationToken);
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return seconds;
    }
}
