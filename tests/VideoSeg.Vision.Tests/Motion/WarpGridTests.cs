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

    /// <summary>Whatever the width leaves over beside eights, and wherever runs of cells that stand still begin and end.</summary>
    [Theory]
    [InlineData(7, 5)]
    [InlineData(8, 4)]
    [InlineData(27, 6)]
    [InlineData(120, 3)]
    public void A_warp_is_its_definition(int width, int height)
    {
        var random = new Random(width);
        float[] plane = [.. Enumerable.Range(0, width * height).Select(_ => random.NextSingle())];
        float[] flow = [.. Enumerable.Range(0, width * height).SelectMany(_ => random.Next(3) == 0 ? [0f, 0f] : new[] { Move(), Move() })];
        float[] warped = new float[plane.Length];
        var grid = new WarpGrid(width, height);

        grid.Set(flow);
        grid.Warp(plane, warped);

        int outside = 0;
        for (int cell = 0; cell < plane.Length; cell++)
        {
            float x = (cell % width) + flow[2 * cell], y = (cell / width) + flow[(2 * cell) + 1];
            outside += x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5 ? 1 : 0;
            Assert.Equal(Bilinear(Math.Clamp(x, 0, width - 1), Math.Clamp(y, 0, height - 1)), warped[cell], 1e-5f);
        }

        Assert.Equal((double)outside / plane.Length, grid.Uncovered);

        float Move() => (6 * random.NextSingle()) - 3;
        float Bilinear(float x, float y)
        {
            int left = Math.Min((int)x, width - 2), top = Math.Min((int)y, height - 2);
            float upper = float.Lerp(plane[(top * width) + left], plane[(top * width) + left + 1], x - left);
            float lower = float.Lerp(plane[((top + 1) * width) + left], plane[((top + 1) * width) + left + 1], x - left);
            return float.Lerp(upper, lower, y - top);
        }
    }

    private static float[] Values(string name) => [.. Fixture.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];
}
