using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>The shipped model of everyday scenes, on the bundled clip.</summary>
public sealed class GeneralModelTests(SharedServer server)
{
    [Fact]
    public async Task People_have_masks_and_keep_their_tracks_and_the_ground_is_named()
    {
        var results = await server.SegmentAsync(Clip.Frames(10), new StreamConfig { Model = "general", KeyframePolicy = KeyframePolicy.EveryFrame });
        var categories = (await server.Client.GetModelAsync("general", TestContext.Current.CancellationToken)).Categories.ToDictionary(c => c.CategoryId, c => c.Name);

        var people = results.Select(r => r.Segmentation!.Segments.Where(s => categories[s.CategoryId] == "person").ToList()).ToList();
        Assert.All(people, frame => Assert.NotEmpty(frame));
        Assert.NotEmpty(people[0].Select(p => p.TrackId).Intersect(people[^1].Select(p => p.TrackId)));
        Assert.All(results, r => Assert.Contains(r.Segmentation!.Segments, s => categories[s.CategoryId] is "grass" or "road" or "pavement"));
    }
}
