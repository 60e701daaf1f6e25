using VideoSeg.Streaming;

namespace VideoSeg.Sources;

/// <summary>A source that a caller asks for.</summary>
/// <param name="Caller">Whose limits its stream counts against.</param>
/// <param name="Uri">rtsp, rtsps, http or https; or a file below a root.</param>
/// <param name="Options">Of its stream.</param>
/// <param name="Delivery">Null: no frame of a file is lost, and of others the newest wins.</param>
/// <param name="Loop">A file begins anew when it ends.</param>
/// <param name="Paced">A file is read at the speed of its time stamps.</param>
public sealed record SourceRequest(string Caller, string Uri, StreamOptions Options, DeliveryPolicy? Delivery, bool Loop, bool Paced);
