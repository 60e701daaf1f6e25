using VideoSeg.Vision.Drawing;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Tests.Drawing;

public sealed class OverlayPainterTests
{
    private static readonly Category Person = new(1, "person", true, new Rgb(220, 20, 60));
    private static readonly Category Road = new(2, "road", false, new Rgb(200, 100, 50));
    private static readonly PixelSize Size = new(320, 240);

    [Fact]
    public void Stuff_is_mixed_with_its_colour_and_the_rest_stays()
    {
        using var frame = Gray(100);
        new OverlayPainter { StuffOpacity = 0.5, ShowLegend = false }.Paint(frame, [Segment(Road, null, new(100, 50, 60, 40))]);
        Assert.Equal(new Rgb(150, 100, 75), At(frame, 120, 70));
        Assert.Equal(new Rgb(100, 100, 100), At(frame, 99, 70));
        Assert.Equal(40 * 60, Changed(frame, 100));
    }

    [Fact]
    public void A_thing_has_the_colour_of_its_track_and_a_brighter_outline()
    {
        using var frame = Gray(0);
        new OverlayPainter { ThingOpacity = 0.5 }.Paint(frame, [Segment(Person, 12, new(100, 50, 60, 40))]);
        var colour = TrackColours.Of(12);
        Assert.Equal(new Rgb((byte)(colour.R / 2), (byte)(colour.G / 2), (byte)(colour.B / 2)), At(frame, 130, 70));
        Assert.InRange(At(frame, 100, 70).G, colour.G * 0.9, colour.G);
    }

    [Fact]
    public void A_thing_without_a_mask_is_drawn_as_its_box()
    {
        using var frame = Gray(0);
        new OverlayPainter().Paint(frame, [new(Person, null, 0.9f, new(100, 50, 60, 40), null)]);
        Assert.Equal(Person.Colour, At(frame, 100, 70));
        Assert.Equal(default, At(frame, 130, 70));
    }

    [Fact]
    public void A_smaller_mask_covers_the_whole_frame_too()
    {
        using var frame = Gray(0);
        var mask = RleMask.FromMask(new(4, 3), [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
        new OverlayPainter { StuffOpacity = 1, ShowLegend = false }.Paint(frame, [new(Road, null, 1, default, mask)]);
        Assert.Equal(80 * 240, Changed(frame, 0));
        Assert.Equal(Road.Colour, At(frame, 240, 0));
    }

    [Fact]
    public void Boxes_are_in_pixels_as_sent_when_fewer_are_held()
    {
        using var frame = FrameDecoder.Decode(new EncodedPicture(Pictures.StreetJpeg), Pictures.Limits, new PixelSize(192, 144));
        Assert.Equal(192, frame.Bgr.Width);
        new OverlayPainter().Paint(frame, [new(Person, null, 0.9f, new(100, 50, 200, 100), null)]);
        var pixel = frame.Bgr.At<OpenCvSharp.Vec3b>(50, 50);
        Assert.Equal(Person.Colour, new Rgb(pixel.Item2, pixel.Item1, pixel.Item0));
    }

    [Fact]
    public void The_name_of_one_thing_does_not_cover_that_of_another()
    {
        using var frame = Gray(0);
        var box = new PixelBox(120, 100, 30, 30);
        new OverlayPainter { ThingOpacity = 0 }.Paint(frame, [Segment(Person, 1, box), Segment(Person, 2, box), Segment(Person, 3, box)]);
        var plates = new long[] { 1, 2, 3 }.Select(track => PixelsNear(frame, TrackColours.Of(track), 0.85)).ToArray();
        Assert.All(plates, pixels => Assert.InRange(pixels, plates.Max() * 0.8, plates.Max()));
        Assert.InRange(plates.Max(), 300, 3000);
    }

    [Fact]
    public void Names_that_find_no_place_are_left_out()
    {
        using var frame = Gray(0);
        new OverlayPainter().Paint(frame, [.. Enumerable.Range(1, 300).Select(track => new OverlaySegment(Person, track, 0.5f, new(10, 10, 300, 220), null))]);
        Assert.InRange(Changed(frame, 0), 1, Size.Pixels / 2);
    }

    [Fact]
    public void Caption_and_legend_are_drawn_in_their_corners()
    {
        using var frame = Gray(100);
        new OverlayPainter { StuffOpacity = 0 }.Paint(frame, [Segment(Road, null, new(100, 50, 60, 40))], new OverlayCaption(true, "keyframe: interval"));
        Assert.InRange(Changed(frame, 100), 500, 6000);
        Assert.NotEqual(new Rgb(100, 100, 100), At(frame, 12, 10));
        Assert.NotEqual(new Rgb(100, 100, 100), At(frame, 12, 230));
        Assert.InRange(PixelsNear(frame, Road.Colour, 1), 20, 200);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 300)]
    public void Very_small_frames_are_drawn_too(int width, int height)
    {
        using var frame = FrameDecoder.Decode(new RawPicture(PixelFormat.Gray8, new(width, height), 0, new byte[width * height]), Pictures.Limits);
        new OverlayPainter().Paint(frame, [new(Person, 1, 1, new(0, 0, width, height), null), new(Road, null, 1, default, null)], new OverlayCaption(false, "reused"));
        Assert.Equal(new PixelSize(width, height), frame.Size);
    }

    [Fact]
    public void A_broken_mask_is_told()
    {
        using var frame = Gray(0);
        Assert.Throws<MaskException>(() => new OverlayPainter().Paint(frame, [new(Road, null, 1, default, new RleMask(Size, "broken"))]));
    }

    private static Frame Gray(byte level)
    {
        var pixels = new byte[Size.Pixels];
        pixels.AsSpan().Fill(level);
        return FrameDecoder.Decode(new RawPicture(PixelFormat.Gray8, Size, 0, pixels), Pictures.Limits);
    }

    private static OverlaySegment Segment(Category category, long? track, PixelBox box)
    {
        var mask = new byte[Size.Pixels];
        for (var y = box.Y; y < box.Bottom; y++)
        {
            mask.AsSpan((y * Size.Width) + box.X, box.Width).Fill(1);
        }

        return new(category, track, 0.87f, box, RleMask.FromMask(Size, mask));
    }

    private static Rgb At(Frame frame, int x, int y)
    {
        var rgb = Pictures.Rgb(frame).AsSpan(((y * frame.Size.Width) + x) * 3, 3);
        return new(rgb[0], rgb[1], rgb[2]);
    }

    private static int Changed(Frame frame, byte level) => Pictures.Rgb(frame).Chunk(3).Count(pixel => pixel.Any(channel => channel != level));

    /// <summary>Pixels of the colour, mixed by the share into black.</summary>
    private static int PixelsNear(Frame frame, Rgb colour, double share) => Pictures.Rgb(frame).Chunk(3).Count(pixel =>
        Math.Abs(pixel[0] - (colour.R * share)) < 3 && Math.Abs(pixel[1] - (colour.G * share)) < 3 && Math.Abs(pixel[2] - (colour.B * share)) < 3);
}
