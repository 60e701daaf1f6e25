using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Streams;

/// <summary>The statistics of streams that ran concurrently for a time.</summary>
internal sealed class LoadBlock(IReadOnlyList<LoadStream> streams, TimeSpan duration, double offered)
{
    /// <summary>The offered load of all clients in frames per second; 0 if they send as fast as the server accepts.</summary>
    public double Offered => offered;

    public long Sent => streams.Sum(s => s.Sent);

    public long Results => streams.Sum(s => s.Results);

    public long Errors => streams.Sum(s => s.Errors);

    public long Drops => streams.Sum(s => s.Drops);

    /// <summary>Whether results, errors and drop reports add up to the sent frames in each stream.</summary>
    public bool AccountedFor => streams.All(s => s.Sent == s.Results + s.Errors + s.Drops);

    /// <summary>Segmentations per second while frames were sent.</summary>
    public double Throughput => streams.Sum(s => s.ResultsInTime) / duration.TotalSeconds;

    public double KeyframeShare => (double)streams.Sum(s => s.Keyframes) / Math.Max(1, Results);

    /// <summary>Jain's fairness index of the streams' results, (sum x)^2 / (n sum x^2): 1 if all are equal, 1/n if one stream has all.</summary>
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

    /// <param name="client">The client of the server.</param>
    /// <param name="clip">The frames that each stream sends.</param>
    /// <param name="config">The configuration of each stream.</param>
    /// <param name="count">The number of streams.</param>
    /// <param name="framesPerSecond">The frame rate of each stream; 0 to send as fast as the server accepts.</param>
    /// <param name="duration">How long frames are sent.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static async Task<LoadBlock> RunAsync(
        VideoSegClient client, BenchClip clip, StreamConfig config, int count, double framesPerSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        // Cameras are not synchronised: the first frames are spread over one interval.
        var interval = framesPerSecond > 0 ? TimeSpan.FromSeconds(1 / framesPerSecond) : TimeSpan.Zero;
        var streams = Enumerable.Range(0, count).Select(i => new LoadStream(client, clip, config.Clone(), interval, i * interval / count)).ToList();
        await Task.WhenAll(streams.Select(s => s.RunAsync(duration, cancellationToken)));
        return new LoadBlock(streams, duration, count * framesPerSecond);
    }
}
