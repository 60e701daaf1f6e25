using VideoSeg.Events.Rules;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.V1;
using VideoSeg.Vision;
using DomainCategory = VideoSeg.Vision.Panoptic.Category;
using DomainEvent = VideoSeg.Streaming.Results.VideoEvent;
using DomainKind = VideoSeg.Streaming.Results.VideoEventKind;

namespace VideoSeg.Server.Tests.Grpc.Results;

public sealed class EventMappingTests
{
    private static readonly DomainCategory Person = new(24, "person", true, new Rgb(1, 2, 3));

    [Theory]
    [InlineData(DomainKind.Entered, VideoEventKind.Entered)]
    [InlineData(DomainKind.Left, VideoEventKind.Left)]
    [InlineData(DomainKind.CountOver, VideoEventKind.CountOver)]
    [InlineData(DomainKind.CountBack, VideoEventKind.CountBack)]
    [InlineData(DomainKind.CrossedToRight, VideoEventKind.CrossedToRight)]
    [InlineData(DomainKind.CrossedToLeft, VideoEventKind.CrossedToLeft)]
    public void Each_kind_of_event_has_its_own_on_the_wire(DomainKind domain, VideoEventKind wire) =>
        Assert.Equal(wire, EventMapping.ToMessage(Event(domain, Person, 5, 2)).Kind);

    [Fact]
    public void An_event_names_its_object_and_place()
    {
        var message = EventMapping.ToMessage(Event(DomainKind.Entered, Person, 5, 2));

        Assert.Equal(("yard", 24u, 5ul, 2u), (message.Place, message.CategoryId, message.TrackId, message.Count));
    }

    [Fact]
    public void A_count_names_no_object()
    {
        var message = EventMapping.ToMessage(Event(DomainKind.CountOver, null, null, 3));

        Assert.False(message.HasCategoryId || message.HasTrackId);
        Assert.True(message.HasCount);
    }

    [Fact]
    public void Zones_and_lines_are_told_as_they_were_configured()
    {
        var zone = EventMapping.ToMessage(new EventZone("yard", [new(0, 0), new(0.5, 0), new(0.5, 1)], ["person"], 4));
        var line = EventMapping.ToMessage(new EventLine("gate", new(0.1, 0.2), new(0.3, 0.4), ["car"]));

        Assert.Equal(new Zone { Name = "yard", Polygon = { new Point(), new Point { X = 0.5 }, new Point { X = 0.5, Y = 1 } }, Categories = { "person" }, CountOver = 4 }, zone);
        Assert.Equal(new Line { Name = "gate", From = new Point { X = 0.1, Y = 0.2 }, To = new Point { X = 0.3, Y = 0.4 }, Categories = { "car" } }, line);
        Assert.False(EventMapping.ToMessage(new EventZone("yard", [], [], null)).HasCountOver);
    }

    private static DomainEvent Event(DomainKind kind, DomainCategory? category, long? track, int? count) =>
        new("gate", 1, TimeSpan.Zero, default, kind, "yard", category, track, count);
}
