namespace VideoSeg.Streaming.Events;

/// <summary>Who is told of events.</summary>
/// <param name="Kind">How.</param>
/// <param name="Address">Of a webhook http or https; of a broker mqtt or mqtts, with user and password where it wants them.</param>
/// <param name="Topic">Of MQTT; {stream}, {event} and {place} are filled in.</param>
public sealed record EventSinkOptions(EventSinkKind Kind, Uri Address, string Topic);
