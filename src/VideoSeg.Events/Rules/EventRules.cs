using VideoSeg.Streaming;

namespace VideoSeg.Events.Rules;

/// <summary>The zones and lines of the streams that match a pattern.</summary>
/// <param name="Streams">The streams.</param>
/// <param name="Zones">May be empty.</param>
/// <param name="Lines">May be empty.</param>
/// <param name="CertainAfter">Results in a row that must agree before there is an event, 1 to 100: one shaky outline is no event.</param>
/// <param name="LostAfter">
/// An object that is not seen for so long has left, 0.1 s to 1 min of presentation time; earlier if the tracker has dropped it.
/// </param>
public sealed record EventRules(
    StreamPattern Streams, IReadOnlyList<EventZone> Zones, IReadOnlyList<EventLine> Lines, int CertainAfter, TimeSpan LostAfter);
