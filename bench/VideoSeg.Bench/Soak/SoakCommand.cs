using System.CommandLine;
using System.Text.Json;
using VideoSeg.Cli;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;

namespace VideoSeg.Bench.Soak;

/// <summary>bench soak: whether the server's memory, managed and native, stays flat under a mixed load.</summary>
internal static class SoakCommand
{
    /// <summary>At the server's memory, in all.</summary>
    private const int Looks = 360;

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 30 };
        var streams = new Option<int>("--streams") { Description = "Clients at once.", DefaultValueFactory = _ => 6 };
        var subscribers = new Option<int>("--subscribers") { Description = "Subscribers at once.", DefaultValueFactory = _ => 3 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file." };
        var command = new Command(
            "soak", "Streams and subscribers come and go, some break off, some send what can't be decoded; memory of the last third against the middle third.")
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
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(duration);
        var load = Enumerable.Range(0, clients).Select(i => new RestlessClient(client, clip, seed: i)).ToList();
        var followers = Enumerable.Range(0, subscribers).Select(i => new RestlessSubscriber(client, seed: i)).ToList();
        var running = Task.WhenAll([.. load.Select(c => c.RunAsync(over.Token)), .. followers.Select(f => f.RunAsync(over.Token))]);
        using var metrics = new ServerMetrics(server.Address);
        var resident = new MemoryTrend();
        var managed = new MemoryTrend();
        using (var timer = new PeriodicTimer(duration / Looks))
        {
            for (int i = 0; i < Looks && await timer.WaitForNextTickAsync(cancellationToken); i++)
            {
                resident.Add(ServerMemory.ResidentBytes(server.ProcessId));
                managed.Add(await metrics.SumAsync("dotnet_gc_last_collection_heap_size_bytes", cancellationToken) ?? 0);
            }
        }

        double unobserved = await metrics.SumAsync("videoseg_exceptions_unobserved_total", cancellationToken)
            ?? throw new CommandFailedException("The server does not tell of tasks that nobody awaited.");
        await running;
        return new()
        {
            ["minutes"] = duration.TotalMinutes,
            ["streams"] = load.Sum(c => c.Streams),
            ["broken_off"] = load.Sum(c => c.BrokenOff),
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
