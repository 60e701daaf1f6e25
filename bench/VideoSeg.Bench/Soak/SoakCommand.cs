using System.CommandLine;
using System.Text.Json;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;

namespace VideoSeg.Bench.Soak;

/// <summary>bench soak: whether the server's memory stays flat under a mixed load.</summary>
internal static class SoakCommand
{
    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 30 };
        var streams = new Option<int>("--streams") { Description = "Clients at once.", DefaultValueFactory = _ => 6 };
        var json = new Option<FileInfo?>("--json") { Description = "Also write the figures to this file." };
        var command = new Command("soak", "Streams come and go, some break off, some send what can't be decoded; memory of the last third against the middle third.")
        {
            minutes, streams, json,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var result = await RunAsync(TimeSpan.FromMinutes(arguments.GetValue(minutes)), arguments.GetValue(streams), cancellationToken);
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

    private static async Task<Dictionary<string, object>> RunAsync(TimeSpan duration, int clients, CancellationToken cancellationToken)
    {
        var clip = BenchClip.Read(RepositoryPaths.Clip, ..60, null, quality: 85);
        await using var server = await EmbeddedServer.StartAsync(cancellationToken);
        using var client = new VideoSegClient(server.Address);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(duration);
        var load = Enumerable.Range(0, clients).Select(i => new RestlessClient(client, clip, seed: i)).ToList();
        var running = Task.WhenAll(load.Select(c => c.RunAsync(over.Token)));
        var resident = await SampleAsync(server.ProcessId, duration, over.Token);
        await running;

        double middle = Median(resident[(resident.Count / 3)..(2 * resident.Count / 3)]);
        double last = Median(resident[(2 * resident.Count / 3)..]);
        return new()
        {
            ["minutes"] = duration.TotalMinutes,
            ["streams"] = load.Sum(c => c.Streams),
            ["broken_off"] = load.Sum(c => c.BrokenOff),
            ["frames"] = load.Sum(c => c.Frames),
            ["errors"] = load.Sum(c => c.Errors),
            ["resident_mib_middle_third"] = middle / (1 << 20),
            ["resident_mib_last_third"] = last / (1 << 20),
            ["last_against_middle"] = last / middle,
        };
    }

    private static async Task<List<double>> SampleAsync(int processId, TimeSpan duration, CancellationToken over)
    {
        var samples = new List<double>();
        using var timer = new PeriodicTimer(duration / 180);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                samples.Add(ServerMemory.ResidentBytes(processId));
            }
        }
        catch (OperationCanceledException)
        {
        }

        return samples;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
