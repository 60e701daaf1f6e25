using System.Text.Json;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Vision.Tests.Motion;

public sealed class WarpGridTests
{
    private static readonly JsonElement Fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "warp.json"))).RootElement;
    private static readonly int Width = Fixture.GetProperty("width").GetInt32();
    private static readonly int Height = Fixture.GetProperty("height").GetInt32();

    [Fact]
    public void A_warp_is_that_of_PyTorch()
    {
        float[] planes = Values("planes");
        float[] expected = Values("warped");
        float[] warped = new float[planes.Length];
        var grid = new WarpGrid(Width, Height);
        grid.Set(Values("flow"));
        grid.Warp(planes, warped);
        Assert.All(warped.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-3f));
    }

    [Fact]
    public void No_motion_changes_nothing_and_uncovers_nothing()
    {
        float[] planes = Values("planes");
        float[] warped = new float[planes.Length];
        var grid = new WarpGrid(Width, Height);
        grid.Set(new float[2 * Width * Height]);
        grid.Warp(planes, warped);
        Assert.Equal(planes, warped);
        Assert.Equal(0, grid.Uncovered);
    }

    [Fact]
    public void What_comes_from_outside_is_uncovered()
    {
        float[] flow = new float[2 * Width * Height];
        for (int cell = 0; cell < flow.Length / 2; cell++)
        {
            flow[2 * cell] = 10;
        }

        var grid = new WarpGrid(Width, Height);
        grid.Set(flow);
        Assert.Equal(10.0 / Width, grid.Uncovered, 1e-6);
    }

    private static float[] Values(string name) => [.. Fixture.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];
}
