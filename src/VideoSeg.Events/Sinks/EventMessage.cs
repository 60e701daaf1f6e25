using VideoSeg.Streaming.Results;

namespace VideoSeg.Events.Sinks;

/// <summary>An event as sinks send it. All sinks, and all attempts, have the same id and number.</summary>
/// <param name="Event">The event.</param>
/// <param name="Id">Is unique: a receiver that has seen it before has got the event twice.</param>
/// <param name="Sequence">Rises by one with each event of a server process, from 1: a receiver that misses a number has lost an event.</param>
/// <param name="Json">The event as JSON, with id and number.</param>
public sealed record EventMessage(VideoEvent Event, string Id, ulong Sequence, ReadOnlyMemory<byte> Json);
