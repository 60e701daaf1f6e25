using System.CommandLine;
using System.Text.Json;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Idle;

/// <summary>The command `bench idle`: measures the memory of idle streams.</summary>
internal static class IdleCommand
{
    private const int Batch = 50;

    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Number of concurrent streams.", DefaultValueFactory = _ => 1000 };
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this JSON file." };
        var command = new Command("idle", "Memory of the server per open stream that sends nothing.") { count, json };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            int streams = arguments.GetValue(count);
            double bytes = await MeasureAsync(streams, cancellationToken);
            Console.WriteLine($"{streams} idle streams: {bytes / 1024:F1} KiB of resident memory each");
            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(
                    file.FullName, JsonSerializer.Serialize(new Dictionary<string, object> { ["streams"] = streams, ["resident_bytes_per_stream"] = bytes }), cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static async Task<double> MeasureAsync(int count, CancellationToken cancellationToken)
    {
        await using var server = await EmbeddedServer.StartAsync(cancellationToken, "--max-streams", $"{count + Batch}");
        using var client = new VideoSegClient(server.Address);

        // Warm up: the first streams also trigger JIT compilation and fill pools.
        await using var warm = new OpenStreams();
        await warm.OpenAsync(client, Batch, cancellationToken);
        long before = ServerMemory.ResidentBytes(server.ProcessId);
        await using var streams = new OpenStreams();
        await streams.OpenAsync(client, count, cancellationToken);
        return (double)(ServerMemory.ResidentBytes(server.ProcessId) - before) / count;
    }

    private sealed class OpenStreams : IAsyncDisposable
    {
        private readonly List<SegmentationStream> _streams = [];

        public async Task OpenAsync(VideoSegClient client, int count, CancellationToken cancellationToken)
        {
            for (int i = 0; i < count; i += Batch)
            {
                _streams.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(Batch, count - i)).Select(_ => client.OpenStreamAsync(new StreamConfig(), cancellationToken))));
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var stream in _streams)
            {
                await stream.DisposeAsync();
            }
        }
    }
}
