using System.Text.Json;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Vision.Tests.Motion;

public sealed class MotionFieldTests
{
    [Fact]
    public void A_flow_on_another_grid_is_that_of_PyTorch()
    {
        var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "warp.json"))).RootElement;
        var field = new MotionField(fixture.GetProperty("width").GetInt32(), fixture.GetProperty("height").GetInt32());
        Values("flow").CopyTo(field.Flow);
        float[] expected = Values("other");
        float[] other = new float[expected.Length];

        field.CopyFlow(new PixelSize(fixture.GetProperty("other_width").GetInt32(), fixture.GetProperty("other_height").GetInt32()), other);

        Assert.All(other.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-4f));

        float[] Values(string name) => [.. fixture.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];
    }

    [Fact]
    public void On_its_own_grid_a_flow_is_what_it_is()
    {
        var field = new MotionField(3, 2);
        float[] flow = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        flow.CopyTo(field.Flow);
        float[] planes = new float[12];

        field.CopyFlow(new PixelSize(3, 2), planes);

        Assert.Equal([1, 3, 5, 7, 9, 11, 2, 4, 6, 8, 10, 12], planes);
    }
}
