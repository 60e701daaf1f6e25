using System.CommandLine;
using System.Text.Json;
using VideoSeg.Cli;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;

namespace VideoSeg.Bench.Soak;

/// <summary>The command `bench soak`: checks that the server's memory, managed and native, stays flat under a mixed load.</summary>
internal static class SoakCommand
{
    /// <summary>The number of memory readings.</summary>
    private const int MemoryReadings = 360;

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "Duration in minutes.", DefaultValueFactory = _ => 30 };
        var streams = new Option<int>("--streams") { Description = "Number of concurrent streaming clients.", DefaultValueFactory = _ => 6 };
        var subscribers = new Option<int>("--subscribers") { Description = "Number of concurrent subscribers.", DefaultValueFactory = _ => 3 };
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this JSON file." };
        var command = new Command(
            "soak", "Memory under churn, last third against middle third: streams and subscribers come and go, some abort, some send undecodable frames.")
        {
            minutes, streams, subscribers, json,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var result = await RunAsync(TimeSpan.FromMinutes(arguments.GetValue(minutes)), arguments.GetValue(streams), arguments.GetValue(subscribers), cancellationToken);
            foreach (var (name, value) in result)
            {
                Console.WriteLine($"{name} {value}");
            }

            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(result), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static async Task<Dictionary<string, object>> RunAsync(TimeSpan duration, int clients, int subscribers, CancellationToken cancellationToken)
    {
        var clip = BenchClip.Read(RepositoryPaths.Clip, ..60, null, quality: 85);
        await using var server = await EmbeddedServer.StartAsync(cancellationToken);
        using var client = new VideoSegClient(server.Address);
        using var loadEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        loadEnd.CancelAfter(duration);
        var load = Enumerable.Range(0, clients).Select(i => new ChurningClient(client, clip, seed: i)).ToList();
        var followers = Enumerable.Range(0, subscribers).Select(i => new ChurningSubscriber(client, seed: i)).ToList();
        var running = Task.WhenAll([.. load.Select(c => c.RunAsync(loadEnd.Token)), .. followers.Select(f => f.RunAsync(loadEnd.Token))]);
        using var metrics = new ServerMetrics(server.Address);
        var resident = new MemoryTrend();
        var managed = new MemoryTrend();
        using (var timer = new PeriodicTimer(duration / MemoryReadings))
        {
            for (int i = 0; i < MemoryReadings && await timer.WaitForNextTickAsync(cancellationToken); i++)
            {
                resident.Add(ServerMemory.ResidentBytes(server.ProcessId));
                managed.Add(await metrics.SumAsync("dotnet_gc_last_collection_heap_size_bytes", cancellationToken) ?? 0);
            }
        }

        double unobserved = await metrics.SumAsync("videoseg_exceptions_unobserved_total", cancellationToken)
            ?? throw new CommandFailedException("The server does not expose the metric videoseg_exceptions_unobserved_total.");
        await running;
        return new()
        {
            ["minutes"] = duration.TotalMinutes,
            ["streams"] = load.Sum(c => c.Streams),
            ["broken_off"] = load.Sum(c => c.Aborted),
            ["frames"] = load.Sum(c => c.Frames),
            ["errors"] = load.Sum(c => c.Errors),
            ["subscriptions"] = followers.Sum(f => f.Subscriptions),
            ["results_followed"] = followers.Sum(f => f.Results),
            ["resident_mib_middle_third"] = resident.MiddleThird / (1 << 20),
            ["resident_mib_last_third"] = resident.LastThird / (1 << 20),
            ["resident_last_against_middle"] = resident.LastThird / resident.MiddleThird,
            ["managed_mib_middle_third"] = managed.MiddleThird / (1 << 20),
            ["managed_mib_last_third"] = managed.LastThird / (1 << 20),
            ["managed_last_against_middle"] = managed.LastThird / managed.MiddleThird,
            ["unobserved_exceptions"] = unobserved,
        };
    }
}
