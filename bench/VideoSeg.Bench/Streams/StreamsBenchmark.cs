using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Streams;

/// <summary>
/// Compares many streams with one: a saturated stream, many streams with ALL, a saturated stream again, and many streams with LATEST. Then
/// streams paced at 70 % of the capacity, with ALL and with LATEST.
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
