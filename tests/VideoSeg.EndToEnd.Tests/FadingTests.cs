using OpenCvSharp;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Streams of a picture that fades out gradually.</summary>
public sealed class FadingTests(SharedServer server)
{
    private const float LeastSure = 0.25f;

    private static readonly VideoFrame[] Fading = [.. Enumerable.Range(0, 40).Select(Faded)];

    [Fact]
    public async Task Tracked_objects_are_kept_below_the_models_threshold()
    {
        var frames = await SegmentAsync(minimumScore: null);

        var unsure = frames.SelectMany((things, frame) => things.Where(t => t.Score < LeastSure).Select(t => (t.TrackId, frame))).ToList();
        Assert.NotEmpty(unsure);
        Assert.All(unsure, t => Assert.Contains(frames[t.frame - 1], before => before.TrackId == t.TrackId));
    }

    [Fact]
    public async Task A_minimum_score_above_the_models_threshold_is_enforced()
    {
        var frames = await SegmentAsync(minimumScore: 0.3f);

        Assert.NotEmpty(frames[0]);
        Assert.All(frames.SelectMany(things => things), t => Assert.True(t.Score >= 0.3f));
    }

    private async Task<List<List<Segment>>> SegmentAsync(float? minimumScore)
    {
        var config = new StreamConfig { Model = "street", KeyframePolicy = KeyframePolicy.EveryFrame };
        if (minimumScore is { } score)
        {
            config.MinimumScore = score;
        }

        var results = await server.SegmentAsync(Fading, config);
        return [.. results.Select(r => r.Segmentation!.Segments.Where(s => s.IsThing).ToList())];
    }

    private static VideoFrame Faded(int index)
    {
        using var pixels = Clip.Pixels(0);
        using var faded = new Mat();
        double left = 1 - (index / 40.0);
        pixels.ConvertTo(faded, MatType.CV_8UC3, left, 128 * (1 - left));
        return VideoFrame.Encoded(Clip.Png(faded), Clip.TimeOf(index));
    }
}
