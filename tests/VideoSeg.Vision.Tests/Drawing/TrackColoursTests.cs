using VideoSeg.Vision.Drawing;

namespace VideoSeg.Vision.Tests.Drawing;

public sealed class TrackColoursTests
{
    [Fact]
    public void Tracks_that_follow_each_other_are_far_apart_in_colour()
    {
        for (var id = 1L; id < 500; id++)
        {
            for (var other = id + 1; other <= id + 6; other++)
            {
                var (a, b) = (TrackColours.Of(id), TrackColours.Of(other));
                Assert.InRange(Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B), 60, 765);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Every_id_has_a_bright_colour(long id)
    {
        var colour = TrackColours.Of(id);
        Assert.InRange(Math.Max(colour.R, Math.Max(colour.G, colour.B)), 200, 255);
    }
}
