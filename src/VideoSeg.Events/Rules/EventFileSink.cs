using VideoSeg.Events.Sinks;

namespace VideoSeg.Events.Rules;

/// <summary>A sink of the events file.</summary>
/// <param name="Name">The name of its kind.</param>
/// <param name="Sink">The sink; the receiver of this record owns it.</param>
public sealed record EventFileSink(string Name, IEventSink Sink);
