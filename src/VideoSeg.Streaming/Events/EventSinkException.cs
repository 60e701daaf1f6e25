using VideoSeg.Vision;

namespace VideoSeg.Streaming.Events;

/// <summary>A sink did not take an event. It is tried again.</summary>
internal sealed class EventSinkException(string message, Exception? inner = null) : VideoSegException(message, inner);
