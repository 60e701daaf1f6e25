using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Streams;

/// <summary>Streams that run side by side for a time, and what came of them.</summary>
internal sealed class LoadBlock(IReadOnlyList<LoadStream> streams, TimeSpan duration, double offered)
{
    /// <summary>Frames a second that the clients would send if nothing slowed them; 0: as fast as they are taken.</summary>
    public double Offered => offered;

    public long Sent => streams.Sum(s => s.Sent);

    public long Results => streams.Sum(s => s.Results);

    public long Errors => streams.Sum(s => s.Errors);

    public long Drops => streams.Sum(s => s.Drops);

    /// <summary>Results, errors and drop reports are as many as the frames that were sent, in each stream.</summary>
    public bool AccountedFor => streams.All(s => s.Sent == s.Results + s.Errors + s.Drops);

    /// <summary>Segmentations a second while frames were sent.</summary>
    public double Throughput => streams.Sum(s => s.ResultsInTime) / duration.TotalSeconds;

    public double KeyframeShare => (double)streams.Sum(s => s.Keyframes) / Math.Max(1, Results);

    /// <summary>Jain's index of the streams' results, (sum x)^2 / (n sum x^2): 1 when all have the same, 1/n when one has all.</summary>
    public double JainFairness
    {
        get
        {
            double[] x = [.. streams.Select(s => (double)s.ResultsInTime)];
            return x.Sum() * x.Sum() / (x.Length * x.Sum(v => v * v));
        }
    }

    public Samples KeyframeDelays => Samples.Of(streams.Select(s => s.KeyframeDelays));

    public Samples OtherDelays => Samples.Of(streams.Select(s => s.OtherDelays));

    public Samples Delays => Samples.Of([KeyframeDelays, OtherDelays]);

    public Samples KeyframeSteps => Samples.Of(streams.Select(s => s.KeyframeSteps));

    /// <param name="client">Of the server.</param>
    /// <param name="clip">What each stream sends.</param>
    /// <param name="config">What each stream is to be.</param>
    /// <param name="count">Of streams.</param>
    /// <param name="framesPerSecond">Of each; 0: as fast as they are taken.</param>
    /// <param name="duration">Frames are sent for so long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LoadBlock> RunAsync(
        VideoSegClient client, BenchClip clip, StreamConfig config, int count, double framesPerSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        // Cameras do not click together: their first frames are spread over one interval.
        var interval = framesPerSecond > 0 ? TimeSpan.FromSeconds(1 / framesPerSecond) : TimeSpan.Zero;
        var streams = Enumerable.Range(0, count).Select(i => new LoadStream(client, clip, config.Clone(), interval, i * interval / count)).ToList();
        await Task.WhenAll(streams.Select(s => s.RunAsync(duration, cancellationToken)));
        return new LoadBlock(streams, duration, count * framesPerSecond);
    }
}
