using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Streams;

/// <summary>
/// Many streams against one: a saturated stream, then as many as are asked for with ALL, then a saturated one again, then as many with LATEST;
/// then streams that are paced so that they need 70 % of what the saturated one got, with ALL and with LATEST.
/// </summary>
internal sealed class StreamsBenchmark(VideoSegClient client, BenchClip clip, int count, double framesPerSecond, TimeSpan duration, int interval)
{
    private const int PacedStreams = 8;

    private const double PacedShare = 0.7;

    public async Task<StreamsResult> RunAsync(CancellationToken cancellationToken)
    {
        await RunAsync(DeliveryPolicy.All, 2, 0, TimeSpan.FromSeconds(2), cancellationToken);
        var before = await RunAsync(DeliveryPolicy.All, 1, 0, duration, cancellationToken);
        var all = await RunAsync(DeliveryPolicy.All, count, framesPerSecond, duration, cancellationToken);
        var after = await RunAsync(DeliveryPolicy.All, 1, 0, duration, cancellationToken);
        var latest = await RunAsync(DeliveryPolicy.Latest, count, framesPerSecond, duration, cancellationToken);
        double single = (before.Throughput + after.Throughput) / 2;
        double paced = PacedShare * Math.Min(single, all.Throughput) / PacedStreams;
        return new StreamsResult(
            single,
            before.KeyframeShare,
            before.KeyframeSteps.Median,
            all,
            latest,
            await RunAsync(DeliveryPolicy.All, PacedStreams, paced, duration, cancellationToken),
            await RunAsync(DeliveryPolicy.Latest, PacedStreams, paced, duration, cancellationToken));
    }

    private Task<LoadBlock> RunAsync(DeliveryPolicy delivery, int streams, double rate, TimeSpan time, CancellationToken cancellationToken)
    {
        var config = new StreamConfig { DeliveryPolicy = delivery, KeyframePolicy = KeyframePolicy.FixedInterval, KeyframeInterval = (uint)interval };
        return LoadBlock.RunAsync(client, clip, config, streams, rate, time, cancellationToken);
    }
}
