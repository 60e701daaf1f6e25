using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests.Families;

/// <summary>Networks of the field, served end to end on a real clip: segments, tracks and keyframe reuse.</summary>
public sealed class FamilyTests(FamilyServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("yolo-raw")]
    [InlineData("yolo-end-to-end")]
    [InlineData("maskrcnn")]
    [InlineData("regions")]
    [InlineData("detr")]
    [InlineData("rf-detr")]
    [InlineData("maskformer")]
    public async Task Instances_have_masks_and_keep_their_tracks_between_keyframes(string model)
    {
        var results = await server.SegmentAsync(new StreamConfig { Model = model, MinimumScore = 0.3f }, Cancelled);

        Assert.Equal(2, results.Count(r => r.IsKeyframe));
        Assert.All(results, r => Assert.NotEmpty(r.Segments));
        foreach (var result in results)
        {
            foreach (var segment in result.Segments)
            {
                bool[,] mask = CocoRle.Decode(segment.Rle!.Counts, segment.Rle.Width, segment.Rle.Height);
                Assert.Equal((int)segment.Area, mask.Cast<bool>().Count(pixel => pixel));
                Assert.True(segment.Box.X + segment.Box.Width <= result.Width && segment.Box.Y + segment.Box.Height <= result.Height, $"{segment.Box} leaves the frame");
            }
        }

        AssertTracksStay(results);
    }

    [Theory]
    [InlineData("yolo-boxes")]
    [InlineData("yolox")]
    public async Task Boxes_alone_are_segments_without_masks_and_are_tracked(string model)
    {
        var results = await server.SegmentAsync(new StreamConfig { Model = model, MinimumScore = 0.3f }, Cancelled);

        Assert.All(results, r => Assert.NotEmpty(r.Segments));
        Assert.All(results.SelectMany(r => r.Segments), s =>
        {
            Assert.Null(s.Rle);
            Assert.Equal(s.Box.Width * s.Box.Height, (int)s.Area);
        });
        AssertTracksStay(results);
    }

    [Theory]
    [InlineData("semantic")]
    [InlineData("semantic-last-half")]
    [InlineData("class-map")]
    [InlineData("mask")]
    public async Task Semantic_networks_give_stuff_that_covers_the_frame(string model)
    {
        var results = await server.SegmentAsync(new StreamConfig { Model = model, SemanticMap = true }, Cancelled);

        Assert.All(results, r => Assert.NotEmpty(r.Segments));
        Assert.All(results, r => Assert.False(r.ClassMap.IsEmpty));
        Assert.All(results, r => Assert.All(r.Segments, s => Assert.Null(s.TrackId)));
        if (model != "mask")
        {
            Assert.All(results, r => Assert.InRange(r.Segments.Sum(s => (double)s.Area), r.Width * r.Height * 0.98, r.Width * r.Height));
        }
    }

    [Fact]
    public async Task Instances_of_a_detector_overlap_and_a_label_map_shows_the_surer_one()
    {
        var config = new StreamConfig { Model = "detr", MinimumScore = 0.3f };
        var whole = await server.SegmentAsync(config, Cancelled);
        Assert.Contains(whole, r => r.Segments.Sum(s => (long)s.Area) > r.Width * r.Height);

        var flat = await server.SegmentAsync(new StreamConfig(config) { MaskEncoding = MaskEncoding.LabelMap }, Cancelled);
        Assert.All(flat, r => Assert.False(r.LabelMap.IsEmpty));
    }

    private static void AssertTracksStay(IReadOnlyList<Segmentation> results)
    {
        Assert.All(results.SelectMany(r => r.Segments), s => Assert.NotNull(s.TrackId));
        for (int i = 1; i < results.Count; i++)
        {
            if (!results[i].IsKeyframe)
            {
                int kept = results[i].Segments.Count(s => results[i - 1].Segments.Any(before => before.TrackId == s.TrackId));
                Assert.True(kept >= 0.9 * results[i].Segments.Count, $"frame {i}: {kept} of {results[i].Segments.Count} tracks are of the frame before");
            }
        }
    }
}
