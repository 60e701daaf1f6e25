using System.Diagnostics;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Transport;

/// <summary>
/// Measures transport without the cost of inference: messages of several sizes to a trivial model, one at a time (delay) and saturated
/// (throughput).
/// </summary>
internal static class TransportBenchmark
{
    public static async Task<IReadOnlyList<TransportCost>> RunAsync(IReadOnlyList<int> sizes, string model, int frames, int rounds, CancellationToken cancellationToken)
    {
        await using var server = await EmbeddedServer.StartAsync(cancellationToken);
        using var client = new VideoSegClient(server.Address);
        var config = new StreamConfig { Model = model, MaskEncoding = MaskEncoding.None };
        var costs = sizes.Select(size => new TransportCost(size)).ToList();

        // The first round warms up the JIT compiler.
        for (int round = -1; round < rounds; round++)
        {
            foreach (var cost in costs)
            {
                byte[] jpeg = PaddedJpeg.OfSize(cost.Bytes);
                var clip = new BenchClip([.. Enumerable.Repeat(jpeg, frames)], [], TimeSpan.FromMilliseconds(10));
                var (milliseconds, _) = await SaturatedStream.RunAsync(client, clip, config, cancellationToken);
                var delays = round < 0 ? new Samples() : cost.Delay;
                await MeasureDelayAsync(client, clip, config, delays, cancellationToken);
                if (round >= 0)
                {
                    cost.Saturated.Add(milliseconds);
                }
            }
        }

        return costs;
    }

    private static async Task MeasureDelayAsync(VideoSegClient client, BenchClip clip, StreamConfig config, Samples delays, CancellationToken cancellationToken)
    {
        await using var stream = await client.OpenStreamAsync(config, cancellationToken);
        await using var results = stream.ReadResultsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await foreach (var frame in clip.Frames().WithCancellation(cancellationToken))
        {
            long start = Stopwatch.GetTimestamp();
            await stream.SendAsync(frame, cancellationToken);
            await results.MoveNextAsync();
            delays.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }
}
