using VideoSeg.Events.Rules;
using VideoSeg.V1;
using DomainEvent = VideoSeg.Streaming.Results.VideoEvent;
using DomainKind = VideoSeg.Streaming.Results.VideoEventKind;
using VideoEvent = VideoSeg.V1.VideoEvent;
using VideoEventKind = VideoSeg.V1.VideoEventKind;

namespace VideoSeg.Server.Grpc.Results;

internal static class EventMapping
{
    public static VideoEvent ToMessage(DomainEvent videoEvent)
    {
        var message = new VideoEvent { Kind = KindOf(videoEvent.Kind), Place = videoEvent.Place };
        if (videoEvent.Category is { } category)
        {
            message.CategoryId = (uint)category.Id;
        }

        if (videoEvent.TrackId is { } track)
        {
            message.TrackId = (ulong)track;
        }

        if (videoEvent.Count is { } count)
        {
            message.Count = (uint)count;
        }

        return message;
    }

    public static Zone ToMessage(EventZone zone)
    {
        var message = new Zone { Name = zone.Name, Polygon = { zone.Polygon.Select(ToMessage) }, Categories = { zone.Classes } };
        if (zone.CountOver is { } limit)
        {
            message.CountOver = (uint)limit;
        }

        return message;
    }

    public static Line ToMessage(EventLine line) =>
        new() { Name = line.Name, From = ToMessage(line.From), To = ToMessage(line.To), Categories = { line.Classes } };

    private static Point ToMessage(PicturePoint point) => new() { X = point.X, Y = point.Y };

    private static VideoEventKind KindOf(DomainKind kind) => kind switch
    {
        DomainKind.Entered => VideoEventKind.Entered,
        DomainKind.Left => VideoEventKind.Left,
        DomainKind.CountOver => VideoEventKind.CountOver,
        DomainKind.CountBack => VideoEventKind.CountBack,
        DomainKind.CrossedToRight => VideoEventKind.CrossedToRight,
        DomainKind.CrossedToLeft => VideoEventKind.CrossedToLeft,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
