using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision;

namespace VideoSeg.Evaluation.Tests;

public sealed class StandInInstancesTests
{
    [Fact]
    public void Components_of_things_are_objects_and_stuff_is_one_segment()
    {
        // Classes 0 and 1 are things, 2 is stuff, 11 is void. Corners touch (8-connectivity); one car is a single pixel.
        byte[] classes =
        [
            0, 2, 2, 2, 0,
            2, 0, 2, 1, 11,
            2, 2, 2, 1, 2,
        ];
        LabelledImage image = StandInInstances.Of("row", classes, new PixelSize(5, 3), Row.Categories, minimumArea: 2);
        Assert.Equal([1, 2, 5], image.Segments.Select(segment => segment.CategoryId));
        Assert.Equal(
            [
                1, 3, 3, 3, 0,
                3, 1, 3, 2, 0,
                3, 3, 3, 2, 3,
            ],
            image.Ids.ToArray());
    }
}
