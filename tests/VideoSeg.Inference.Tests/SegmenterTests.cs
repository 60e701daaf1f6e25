using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Tests;

public sealed class SegmenterTests
{
    [Theory]
    [InlineData("colours", 96, 64)]
    [InlineData("colours", 192, 64)]
    [InlineData("colours-planar", 96, 64)]
    [InlineData("colours-planar", 192, 64)]
    [InlineData("colours-planar", 64, 192)]
    public void A_picture_of_colours_is_segmented_where_they_are(string package, int width, int height)
    {
        using var model = SegmentationModel.Load(Packages.Folder(package), Packages.Options);
        using var frame = Pictures.RedLeftBlueRight(width, height);
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        using var step = segmenter.Prepare(frame, TimeSpan.Zero);
        step.Execute();
        using PanopticMap map = model.NewMerger().Merge(step.Prediction, frame.Size);

        var blue = Assert.Single(map.Segments, s => s.Category.Name == "blue");
        var red = Assert.Single(map.Segments, s => s.Category.Name == "red");
        Assert.True(blue.Category.IsThing);
        AssertNear(new PixelBox(0, 0, width / 2, height), red.Box);
        AssertNear(new PixelBox(width / 2, 0, width / 2, height), blue.Box);
    }

    [Fact]
    public void The_first_frame_and_one_after_a_failure_say_why_they_are_keyframes()
    {
        using var model = SegmentationModel.Load(Packages.Folder("colours"), Packages.Options);
        using var frame = Pictures.RedLeftBlueRight(96, 64);
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        Assert.Equal(KeyframeReason.FirstFrame, Reason());
        Assert.Equal(KeyframeReason.EveryFrame, Reason());
        segmenter.Recover();
        Assert.Equal(KeyframeReason.Recovery, Reason());
        Assert.Equal(KeyframeReason.EveryFrame, Reason());

        KeyframeReason? Reason()
        {
            using var step = segmenter.Prepare(frame, TimeSpan.Zero);
            return step.KeyframeReason;
        }
    }

    private static void AssertNear(PixelBox expected, PixelBox actual)
    {
        const int Cell = 4;
        Assert.True(
            Math.Abs(expected.X - actual.X) <= Cell && Math.Abs(expected.Y - actual.Y) <= Cell && Math.Abs(expected.Right - actual.Right) <= Cell && Math.Abs(expected.Bottom - actual.Bottom) <= Cell,
            $"{actual} is not {expected}");
    }
}
