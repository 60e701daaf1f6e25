using VideoSeg.Streaming;

namespace VideoSeg.Sources;

/// <summary>A source that a caller asks for.</summary>
/// <param name="Caller">The caller whose limits its stream counts against.</param>
/// <param name="Uri">A URI of an allowed scheme, or the path of a file below a root.</param>
/// <param name="Options">The options of its stream.</param>
/// <param name="Delivery">Null: ALL for a file, LATEST for a camera.</param>
/// <param name="Loop">Whether a file begins again when it ends.</param>
/// <param name="Paced">Whether a file is read at the speed of its time stamps.</param>
public sealed record SourceRequest(string Caller, string Uri, StreamOptions Options, DeliveryPolicy? Delivery, bool Loop, bool Paced);
