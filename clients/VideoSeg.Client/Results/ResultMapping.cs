using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace VideoSeg.Client;

/// <summary>Maps the wire's messages to the library's own types.</summary>
internal static class ResultMapping
{
    public static FrameResult ToResult(V1.FrameResult message) => new()
    {
        FrameNumber = message.FrameNumber,
        PresentationTime = message.PresentationTime?.ToTimeSpan() ?? TimeSpan.Zero,
        StreamId = message.StreamId,
        Sequence = message.Sequence,
        Times = new FrameTimes(
            ToTime(message.Times?.Received) ?? default,
            ToTime(message.Times?.Queued),
            ToTime(message.Times?.Decoded),
            ToTime(message.Times?.Inferred),
            ToTime(message.Times?.Done)),
        Segmentation = message.Segmentation is { } segmentation ? ToSegmentation(segmentation) : null,
        Error = message.Error is { } error
            ? new FrameError((StatusCode)error.Code, error.Reason, error.Message, error.RetryAfter?.ToTimeSpan())
            : null,
        Dropped = message.Drop is not null,
        Events = [.. message.Events.Select(ToEvent)],
    };

    private static Segmentation ToSegmentation(V1.Segmentation message) => new()
    {
        Width = (int)message.Width,
        Height = (int)message.Height,
        KeyframeReason = message.Keyframe ? (KeyframeReason)message.KeyframeReason : null,
        Segments = [.. message.Segments.Select(ToSegment)],
        LabelMap = message.LabelMap.Memory,
        ClassMap = message.SemanticMap.Memory,
    };

    private static Segment ToSegment(V1.Segment message) => new()
    {
        SegmentId = message.SegmentId,
        TrackId = message.HasTrackId ? message.TrackId : null,
        CategoryId = message.CategoryId,
        IsThing = message.IsThing,
        Score = message.Score,
        Box = new SegmentBox((int)message.Box.X, (int)message.Box.Y, (int)message.Box.Width, (int)message.Box.Height),
        Area = message.Area,
        Rle = message.Rle is { } rle ? new RleMask((int)rle.Width, (int)rle.Height, rle.Counts) : null,
        Polygons = message.Polygons is { } polygons ? [.. polygons.Rings.Select(ring => new PolygonRing(ring.Points, ring.Hole))] : null,
    };

    private static VideoEvent ToEvent(V1.VideoEvent message) => new(
        (VideoEventKind)message.Kind,
        message.Place,
        message.HasCategoryId ? message.CategoryId : null,
        message.HasTrackId ? message.TrackId : null,
        message.HasCount ? message.Count : null);

    private static DateTimeOffset? ToTime(Timestamp? time) => time?.ToDateTimeOffset();
}
