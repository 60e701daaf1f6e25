namespace VideoSeg.Vision.Tests.Masks;

public sealed class ShrinkTests
{
    [Theory]
    [InlineData(1280, 720, 640, 640, 360)]
    [InlineData(720, 1280, 640, 360, 640)]
    [InlineData(1280, 720, 1280, 1280, 720)]
    [InlineData(100, 50, 640, 100, 50)]
    [InlineData(16384, 1, 16, 16, 1)]
    public void The_longest_side_is_lowered_and_never_raised(int width, int height, int longest, int newWidth, int newHeight) =>
        Assert.Equal(new PixelSize(newWidth, newHeight), new PixelSize(width, height).Within(longest));

    [Fact]
    public void A_smaller_map_takes_the_labels_at_the_centres_and_keeps_the_segments()
    {
        ushort[] labels = [.. Enumerable.Range(0, 54).Select(i => (ushort)(i * 1000))];
        using var map = TestMaps.Of(new(9, 6), labels);
        using var small = map.Shrink(new(3, 2));
        Assert.Equal<ushort>([labels[10], labels[13], labels[16], labels[37], labels[40], labels[43]], small.Labels.ToArray());
        Assert.Same(map.Segments, small.Segments);
    }
}
