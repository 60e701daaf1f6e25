using VideoSeg.V1;
using VideoSeg.Vision.Video;

namespace VideoSeg.Cli.Streams;

/// <summary>The statistics of a stream, collected while it runs.</summary>
internal sealed class StreamSummary(IEnumerable<Category> categories)
{
    private readonly List<double> _delays = [];
    private readonly Dictionary<uint, string> _names = categories.ToDictionary(c => c.CategoryId, c => c.Name);
    private readonly Dictionary<uint, int> _framesOfCategory = [];
    private readonly HashSet<ulong> _tracks = [];

    public int Frames { get; private set; }

    public int Keyframes { get; private set; }

    public int Dropped { get; private set; }

    public int Failed { get; private set; }

    public int Tracks => _tracks.Count;

    /// <summary>The time from the first sent frame to the end of the stream.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>What could not be read of the source, or <see langword="null"/> if nothing is missing.</summary>
    public VideoShortfall? Shortfall { get; set; }

    public double FramesPerSecond => Frames / Math.Max(Duration.TotalSeconds, 1e-9);

    public int Segmented => Frames - Dropped - Failed;

    /// <summary>The detected classes and the number of frames with each, most frequent first.</summary>
    public IEnumerable<(string Category, int Frames)> Categories => _framesOfCategory
        .OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => (_names[c.Key], c.Value));

    public void Add(FrameResult result, TimeSpan delay)
    {
        Frames++;
        switch (result)
        {
            case { Segmentation: { } segmentation }:
                Add(segmentation, delay);
                break;
            case { Dropped: true }:
                Dropped++;
                break;
            default:
                Failed++;
                break;
        }
    }

    /// <summary>Returns a quantile (nearest rank) of the delay in ms from sending a frame to receiving its result, over the segmented frames.</summary>
    /// <param name="quantile">The quantile, above 0 and at most 1.</param>
    public double Delay(double quantile)
    {
        if (_delays.Count == 0)
        {
            return 0;
        }

        _delays.Sort();
        return _delays[(int)Math.Ceiling(quantile * _delays.Count) - 1];
    }

    private void Add(Segmentation segmentation, TimeSpan delay)
    {
        _delays.Add(delay.TotalMilliseconds);
        Keyframes += segmentation.IsKeyframe ? 1 : 0;
        foreach (var category in segmentation.Segments.Select(s => s.CategoryId).Distinct())
        {
            _framesOfCategory[category] = _framesOfCategory.GetValueOrDefault(category) + 1;
        }

        _tracks.UnionWith(segmentation.Segments.Select(s => s.TrackId).OfType<ulong>());
    }
}
