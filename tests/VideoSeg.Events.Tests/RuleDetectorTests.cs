using VideoSeg.Events.Detection;
using VideoSeg.Events.Rules;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Events.Tests;

/// <summary>The picture is 100x100, so that pixels are percent. Zone "gate" is its right half, line "kerb" goes down its middle.</summary>
public sealed class RuleDetectorTests
{
    private static readonly PicturePoint[] RightHalf = [new(0.5, 0), new(1, 0), new(1, 1), new(0.5, 1)];

    private int _frame;

    [Fact]
    public void An_object_enters_once_it_was_inside_often_enough()
    {
        var gate = Zone();

        Assert.Empty(Detect(gate, (1, 20)));
        Assert.Empty(Detect(gate, (1, 60)));
        var entered = Assert.Single(Detect(gate, (1, 61)));
        Assert.Equal((VideoEventKind.Entered, "gate", "person", 1L, 1), (entered.Kind, entered.Place, entered.Category?.Name, entered.TrackId, entered.Count));
        Assert.Equal(3UL, entered.FrameNumber);
        Assert.Empty(Detect(gate, (1, 62)));
    }

    [Fact]
    public void One_shaky_outline_is_no_event()
    {
        var gate = Zone();
        Detect(gate, (1, 20));

        Assert.Empty(Detect(gate, (1, 55)));
        Assert.Empty(Detect(gate, (1, 45)));
        Assert.Empty(Detect(gate, (1, 55)));
        Assert.Empty(Detect(gate, (1, 45)));
    }

    [Fact]
    public void An_object_that_is_not_seen_any_more_has_left()
    {
        var gate = Zone();
        Detect(gate, (1, 60));
        Detect(gate, (1, 60));

        Assert.Empty(Detect(gate));
        var left = Assert.Single(Enumerable.Range(0, 12).SelectMany(_ => Detect(gate)));
        Assert.Equal((VideoEventKind.Left, 1L, 0), (left.Kind, left.TrackId, left.Count));
    }

    [Fact]
    public void What_is_inside_when_the_stream_ends_has_left()
    {
        var gate = Zone();
        Detect(gate, (1, 60), (2, 70));
        Detect(gate, (1, 60), (2, 70));

        Assert.Equal([(VideoEventKind.Left, 1L, 1), (VideoEventKind.Left, 2L, 0)], gate.End().Select(e => (e.Kind, e.TrackId!.Value, e.Count!.Value)));
        Assert.Empty(gate.End());
        Assert.Empty(Zone().End());
    }

    [Fact]
    public void An_object_of_a_client_without_times_has_left_when_the_tracker_has_forgotten_it()
    {
        var gate = Zone();
        Detect(gate, (1, 60));
        Detect(gate, (1, 60));
        var now = TimeSpan.FromMilliseconds(100 * _frame);

        Assert.Empty(Enumerable.Range(0, 30).SelectMany(_ => gate.Detect(Frame(now))));
        Assert.Equal(VideoEventKind.Left, Assert.Single(gate.Detect(Frame(now))).Kind);
    }

    [Fact]
    public void An_object_that_the_pictures_lower_edge_cuts_stands_in_the_zone_there()
    {
        var gate = Zone();
        var cut = new PixelBox(55, 40, 10, 60);

        gate.Detect(Frame(TimeSpan.Zero, (1, cut)));

        Assert.Single(gate.Detect(Frame(TimeSpan.Zero, (1, cut))));
    }

    [Fact]
    public void A_zone_tells_when_it_is_too_full_and_when_it_is_not_any_more()
    {
        var gate = Zone(countOver: 1);
        Detect(gate, (1, 60), (2, 70));
        var full = Detect(gate, (1, 60), (2, 70));
        Detect(gate, (1, 60), (2, 40));
        var free = Detect(gate, (1, 60), (2, 40));

        Assert.Equal([VideoEventKind.Entered, VideoEventKind.Entered, VideoEventKind.CountOver], full.Select(e => e.Kind));
        Assert.Equal([VideoEventKind.Left, VideoEventKind.CountBack], free.Select(e => e.Kind));
        Assert.Equal((2, 1), (full[2].Count, free[1].Count));
    }

    [Fact]
    public void Crossing_a_line_tells_the_direction()
    {
        // Looking down, the right hand is where x is smaller.
        var kerb = Line(new(0.5, 0), new(0.5, 1));
        Detect(kerb, (1, 40));
        Detect(kerb, (1, 60));
        var out1 = Assert.Single(Detect(kerb, (1, 65)));
        Detect(kerb, (1, 45));
        var back = Assert.Single(Detect(kerb, (1, 40)));

        Assert.Equal((VideoEventKind.CrossedToLeft, VideoEventKind.CrossedToRight), (out1.Kind, back.Kind));
    }

    [Fact]
    public void Going_around_a_line_is_no_crossing()
    {
        // Feet are at y = 0.8.
        var kerb = Line(new(0.5, 0), new(0.5, 0.5));
        Detect(kerb, (1, 40));
        Detect(kerb, (1, 60));

        Assert.Empty(Detect(kerb, (1, 65)));
    }

    [Fact]
    public void Other_classes_are_not_watched()
    {
        var gate = Detector(new EventZone("gate", RightHalf, ["car"], null));

        Assert.Empty(Enumerable.Range(0, 5).SelectMany(_ => Detect(gate, (1, 60))));
    }

    [Fact]
    public void A_concave_zone_does_not_hold_what_lies_in_its_bay()
    {
        var zone = new EventZone("u", [new(0, 0), new(1, 0), new(1, 1), new(0.7, 1), new(0.7, 0.3), new(0.3, 0.3), new(0.3, 1), new(0, 1)], [], null);

        Assert.True(zone.Contains(new(0.15, 0.8)));
        Assert.False(zone.Contains(new(0.5, 0.8)));
        Assert.True(zone.Contains(new(0.5, 0.1)));
    }

    private static RuleDetector Zone(int? countOver = null) => Detector(new EventZone("gate", RightHalf, [], countOver));

    private static RuleDetector Detector(EventZone zone) => new("cam", new EventRules(StreamPattern.All, [zone], [], 2, TimeSpan.FromSeconds(1)));

    private static RuleDetector Line(PicturePoint from, PicturePoint to) =>
        new("cam", new EventRules(StreamPattern.All, [], [new EventLine("kerb", from, to, [])], 2, TimeSpan.FromSeconds(1)));

    /// <summary>A frame 100 ms later, with people whose feet are at x and 80 percent of the height.</summary>
    private IReadOnlyList<VideoEvent> Detect(RuleDetector detector, params (long Track, int X)[] people) =>
        detector.Detect(Frame(TimeSpan.FromMilliseconds(100 * ++_frame), [.. people.Select(p => (p.Track, new PixelBox(p.X - 5, 40, 10, 40)))]));

    private FrameResult Frame(TimeSpan time, params (long Track, PixelBox Box)[] people)
    {
        var person = new Category(1, "person", true, default);
        ResultSegment[] segments = [.. people.Select((p, i) => new ResultSegment(i + 1, p.Track, person, 1, p.Box, 400, null, null))];
        return new FrameResult((ulong)_frame, time, default, new FrameSegmented(new PixelSize(100, 100), KeyframeReason.EveryFrame, segments, null, null));
    }
}
