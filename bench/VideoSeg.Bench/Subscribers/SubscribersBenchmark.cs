using System.Diagnostics;
using System.Text.Json;
using VideoSeg.Bench.Streams;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Subscribers;

/// <summary>Measures one stream, paced at half of its capacity, in turn without and with subscribers.</summary>
internal sealed class SubscribersBenchmark(BenchClip clip, int count, TimeSpan duration, int rounds)
{
    private readonly Samples _rateRatios = new();
    private readonly Samples _cpuMicroseconds = new();
    private long _delivered;
    private long _missed;
    private long _unexplained;

    public async Task<SubscribersResult> RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await EmbeddedServer.StartAsync(cancellationToken);
        using var client = new VideoSegClient(server.Address);
        await PublishAsync(client, "warm", 0, TimeSpan.FromSeconds(2), cancellationToken);
        double capacity = (await PublishAsync(client, "alone", 0, duration, cancellationToken)).ResultsInTime / duration.TotalSeconds;
        double offered = capacity / 2;
        for (int round = 0; round < rounds; round++)
        {
            var (without, cpuWithout) = await MeasureAsync(server, () => PublishAsync(client, $"none.{round}", offered, duration, cancellationToken));
            await MeasureWithSubscribersAsync(server, client, $"followed.{round}", offered, without, cpuWithout, cancellationToken);
        }

        return new SubscribersResult(capacity, offered, _rateRatios, _cpuMicroseconds, _delivered, _missed, _unexplained);
    }

    private async Task MeasureWithSubscribersAsync(
        EmbeddedServer server, VideoSegClient client, string streamId, double offered, LoadStream without, TimeSpan cpuWithout, CancellationToken cancellationToken)
    {
        using var subscribers = Process.Start(new ProcessStartInfo("dotnet", [typeof(SubscriberGroup).Assembly.Location, SubscriberGroupCommand.Name, $"{server.Address}", streamId, $"{count}"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            if (await subscribers.StandardOutput.ReadLineAsync(cancellationToken) != SubscriberGroupCommand.Ready)
            {
                throw new InvalidOperationException("the subscribers could not subscribe; see their output above");
            }

            var (with, cpuWith) = await MeasureAsync(server, () => PublishAsync(client, streamId, offered, duration, cancellationToken));
            var report = JsonSerializer.Deserialize<SubscriberGroupReport>(await subscribers.StandardOutput.ReadToEndAsync(cancellationToken))!;
            _rateRatios.Add((double)with.ResultsInTime / without.ResultsInTime);
            _cpuMicroseconds.Add((cpuWith - cpuWithout).TotalMicroseconds / report.Delivered);
            _delivered += report.Delivered;
            _missed += report.Missed;
            long published = with.Results + with.Errors + with.Drops;
            _unexplained += report.Unexplained + (count * (published - report.Fewest)) + (report.Most - report.Fewest);
        }
        finally
        {
            if (!subscribers.HasExited)
            {
                subscribers.Kill();
            }
        }
    }

    private static async Task<(LoadStream Stream, TimeSpan Cpu)> MeasureAsync(EmbeddedServer server, Func<Task<LoadStream>> publish)
    {
        using var process = Process.GetProcessById(server.ProcessId);
        var before = process.TotalProcessorTime;
        var stream = await publish();
        process.Refresh();
        return (stream, process.TotalProcessorTime - before);
    }

    private async Task<LoadStream> PublishAsync(VideoSegClient client, string streamId, double framesPerSecond, TimeSpan time, CancellationToken cancellationToken)
    {
        var interval = framesPerSecond > 0 ? TimeSpan.FromSeconds(1 / framesPerSecond) : TimeSpan.Zero;
        var stream = new LoadStream(client, clip, new StreamConfig { StreamId = streamId }, interval, TimeSpan.Zero);
        await stream.RunAsync(time, cancellationToken);
        return stream;
    }
}
