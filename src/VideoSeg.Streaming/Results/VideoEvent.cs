using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Streaming.Results;

/// <summary>Something that an object did at a zone or a line.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="FrameNumber">The number of the frame with which it became certain.</param>
/// <param name="PresentationTime">The presentation time of that frame.</param>
/// <param name="Received">When that frame came, by the server's clock.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Place">The zone's or the line's name.</param>
/// <param name="Category">The object's class; null for counts.</param>
/// <param name="TrackId">The object; null for counts.</param>
/// <param name="Count">Objects in the zone after it; null for lines.</param>
public sealed record VideoEvent(
    string Stream,
    ulong FrameNumber,
    TimeSpan PresentationTime,
    DateTimeOffset Received,
    VideoEventKind Kind,
    string Place,
    Category? Category,
    long? TrackId,
    int? Count);
