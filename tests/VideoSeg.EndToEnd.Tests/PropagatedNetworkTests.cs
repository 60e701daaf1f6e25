using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Packages with a propagated graph or with fusion, on a real server.</summary>
public sealed class PropagatedNetworkTests(SmallServer server)
{
    private const int Width = 96, Height = 64, Cell = 4;

    /// <summary>Longer than any clip of these tests, even with the offset that spreads the keyframes of concurrent streams.</summary>
    private const int Never = 1000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("colours-warped")]
    [InlineData("colours-fused")]
    public async Task Propagated_frames_are_segmented_by_their_own_graph(string model)
    {
        var results = await SegmentAsync(model, interval: 3, 40, 40, 40, 40, 40, 40);

        // The second keyframe of a concurrent stream comes earlier, to spread keyframes; from there on the interval is three.
        int second = results.FindIndex(1, r => r.Segmentation!.IsKeyframe);
        Assert.InRange(second, 1, 3);
        Assert.All(results.Index(), r => Assert.Equal(r.Index == 0 || (r.Index - second) % 3 == 0, r.Item.Segmentation!.IsKeyframe));
        Assert.All(results, r => Assert.InRange(RedColumns(r), 40 - Cell, 40 + Cell));
    }

    [Fact]
    public async Task A_propagated_graph_detects_changes_that_motion_does_not_explain()
    {
        var corrected = await SegmentAsync("colours-corrected", Never, 16, 80, 48);
        var warped = await SegmentAsync("colours", Never, 16, 80, 48);

        Assert.Equal([true, false, false], corrected.Select(r => r.Segmentation!.IsKeyframe));
        Assert.InRange(RedColumns(corrected[1]), 80 - Cell, 80 + Cell);
        Assert.InRange(RedColumns(corrected[2]), 48 - Cell, 48 + Cell);
        Assert.NotInRange(RedColumns(warped[1]), 80 - Cell, 80 + Cell);
    }

    private static int RedColumns(FrameResult result) =>
        Assert.Single(result.Segmentation!.Segments, s => s.CategoryId == 11).Box.Width;

    /// <summary>Returns a picture of 96x64 with this number of red columns from the left; the others are green.</summary>
    private static VideoFrame Frame(int red, int index)
    {
        byte[] bgr = new byte[3 * Width * Height];
        for (int i = 0; i < Width * Height; i++)
        {
            bgr[(3 * i) + (i % Width < red ? 2 : 1)] = 255;
        }

        return VideoFrame.Raw(PixelFormat.Bgr24, Width, Height, bgr, Clip.TimeOf(index));
    }

    private async Task<List<FrameResult>> SegmentAsync(string model, int interval, params int[] red)
    {
        var config = new StreamConfig { Model = model, KeyframePolicy = KeyframePolicy.FixedInterval, KeyframeInterval = (uint)interval };
        using var client = new VideoSegClient(server.Address);
        await using var stream = await client.OpenStreamAsync(config, Cancelled);
        for (int i = 0; i < red.Length; i++)
        {
            await stream.SendAsync(Frame(red[i], i), Cancelled);
        }

        await stream.CompleteAsync();
        return await stream.ReadResultsAsync(Cancelled).ToListAsync(Cancelled);
    }
}
