using System.CommandLine;
using VideoSeg.Cli.Models;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.Evaluation.Charts;
using VideoSeg.V1;

namespace VideoSeg.Bench.Jobs;

/// <summary>The command `bench jobs`: processes a video file with several keyframes inferred in parallel, and with one at a time.</summary>
internal static class JobsCommand
{
    public static Command Create()
    {
        var clip = new Option<string>("--clip") { Description = "A video file.", HelpName = "FILE", DefaultValueFactory = _ => RepositoryPaths.Clip };
        var outputs = new Option<bool>("--all-outputs") { Description = "Create every kind of output. Default: results.jsonl only." };
        var rounds = new Option<int>("--rounds") { Description = "Interleaved jobs of each kind.", HelpName = "N", DefaultValueFactory = _ => 9 };
        var keyframes = new KeyframeOptions("model");
        var output = new BenchOutput();
        var command = new Command("jobs", "Milliseconds per frame of a video file: several keyframes inferred in parallel (the server's default) against one at a time.")
        {
            clip, outputs, rounds, keyframes.Policy, keyframes.Interval,
        };
        output.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var request = new CreateBatchJobRequest { Path = Path.GetFullPath(arguments.GetRequiredValue(clip)), Config = new StreamConfig() };
            request.Outputs.AddRange(arguments.GetValue(outputs) ? Enum.GetValues<BatchOutput>().Where(kind => kind != BatchOutput.Unspecified) : [BatchOutput.JsonLines]);
            keyframes.Apply(arguments, request.Config);
            var (one, several, gain) = await CompareAsync(request, arguments.GetValue(rounds), cancellationToken);
            output.Write(arguments, Figures(one, several, gain), new BarChart(
                "A frame of a video file", "milliseconds", ["one keyframe at a time", "several at once"],
                [new BarSeries("median of the rounds", [one.Median, several.Median]) { Ranges = [one.MedianInterval, several.MedianInterval] }]));
            return 0;
        });
        return command;
    }

    private static async Task<(Samples One, Samples Several, Samples Gain)> CompareAsync(CreateBatchJobRequest request, int rounds, CancellationToken cancellationToken)
    {
        string root = Path.GetDirectoryName(request.Path)!;
        Environment.SetEnvironmentVariable("Streaming__KeyframesAtOnce", "1");
        await using var oneServer = await EmbeddedServer.StartAsync(cancellationToken, "--job-roots", root);
        Environment.SetEnvironmentVariable("Streaming__KeyframesAtOnce", null);
        await using var severalServer = await EmbeddedServer.StartAsync(cancellationToken, "--job-roots", root);
        using var oneClient = new VideoSegClient(oneServer.Address);
        using var severalClient = new VideoSegClient(severalServer.Address);
        var (one, several, gain) = (new Samples(), new Samples(), new Samples());

        // The first job of each warms up.
        for (int round = -1; round < rounds; round++)
        {
            var (before, after) = (await RunAsync(oneClient, request, cancellationToken), await RunAsync(severalClient, request, cancellationToken));
            if (round >= 0)
            {
                one.Add(before);
                several.Add(after);
                gain.Add(before / after);
            }
        }

        return (one, several, gain);
    }

    /// <summary>Runs a job and returns its milliseconds per frame, from start to end.</summary>
    private static async Task<double> RunAsync(VideoSegClient client, CreateBatchJobRequest request, CancellationToken cancellationToken)
    {
        var job = await client.Batch.CreateJobAsync(request, cancellationToken);
        job = (await client.Batch.WatchJobAsync(job.JobId, cancellationToken: cancellationToken).LastAsync(cancellationToken)).Job;
        if (job.State != BatchJobState.Succeeded)
        {
            throw new InvalidOperationException($"the job ended as {job.State}: {job.Error}");
        }

        await client.Batch.DeleteJobAsync(job.JobId, cancellationToken);
        return (job.Ended.ToDateTime() - job.Started.ToDateTime()).TotalMilliseconds / job.Progress.FramesDone;
    }

    private static Dictionary<string, object?> Figures(Samples one, Samples several, Samples gain) => new()
    {
        ["side_by_side_gain"] = gain.Median,
        ["side_by_side_gain_low"] = gain.MedianInterval.Low,
        ["side_by_side_gain_high"] = gain.MedianInterval.High,
        ["one_at_a_time_ms"] = one.Median,
        ["several_at_once_ms"] = several.Median,
    };
}
