namespace VideoSeg.Client;

/// <summary>An event at a zone or line of the server's events file.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Place">The name of the zone or line.</param>
/// <param name="CategoryId">The object's category; null for events of a count.</param>
/// <param name="TrackId">The object's track; null for events of a count.</param>
/// <param name="Count">The number of objects in the zone after the event; null for lines.</param>
public sealed record VideoEvent(VideoEventKind Kind, string Place, uint? CategoryId, ulong? TrackId, uint? Count);
