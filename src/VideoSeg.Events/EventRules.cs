using VideoSeg.Streaming;

namespace VideoSeg.Events;

/// <summary>What is watched on the streams of a pattern.</summary>
/// <param name="Streams">Which.</param>
/// <param name="Zones">May be none.</param>
/// <param name="Lines">May be none.</param>
/// <param name="CertainAfter">Results in a row that must agree before an event is told, 1 to 100: one shaky outline is no event.</param>
/// <param name="LostAfter">
/// An object that is not seen for so long has left, 0.1 s to 1 min of presentation time; sooner, when the tracker has forgotten it.
/// </param>
public sealed record EventRules(
    StreamPattern Streams, IReadOnlyList<EventZone> Zones, IReadOnlyList<EventLine> Lines, int CertainAfter, TimeSpan LostAfter);
