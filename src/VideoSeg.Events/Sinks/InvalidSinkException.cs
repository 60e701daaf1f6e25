using VideoSeg.Vision;

namespace VideoSeg.Events.Sinks;

/// <summary>A sink in the events file has a setting that is not allowed.</summary>
public sealed class InvalidSinkException(string message) : VideoSegException(message, null);
