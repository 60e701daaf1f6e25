using VideoSeg.Streaming.Results;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Events;

/// <summary>
/// Watches one stream's results by its rules. An object is where its feet are: in the middle of the lowest row of pixels of its box. One
/// caller, results in order.
/// </summary>
internal sealed class EventDetector(string stream, EventRules rules)
{
    /// <summary>After so many results the tracker has forgotten an object, which will not come back under its id.</summary>
    private static readonly int MostUnseen = new TrackerOptions().MemoryFrames;

    private readonly Dictionary<long, Watched> _objects = [];
    private readonly HashSet<long>[] _inside = [.. rules.Zones.Select(_ => new HashSet<long>())];

    /// <summary>What became certain with this result; frames without a segmentation tell nothing.</summary>
    public IReadOnlyList<VideoEvent> Watch(FrameResult result)
    {
        if (result.Outcome is not FrameSegmented { Size: var size, Segments: var segments })
        {
            return [];
        }

        var events = new List<VideoEvent>();
        foreach (var segment in segments)
        {
            if (segment.TrackId is { } track)
            {
                Watch(track, segment, size, result, events);
            }
        }

        ForgetLost(result, events);
        return events;
    }

    private void Watch(long track, ResultSegment segment, PixelSize size, FrameResult result, List<VideoEvent> events)
    {
        var feet = new PicturePoint((segment.Box.X + (segment.Box.Width / 2.0)) / size.Width, (segment.Box.Bottom - 0.5) / size.Height);
        if (!_objects.TryGetValue(track, out var watched))
        {
            _objects[track] = watched = new Watched(segment.Category, feet, rules);
        }

        watched.Seen(result.PresentationTime);
        for (int i = 0; i < rules.Zones.Count; i++)
        {
            var zone = rules.Zones[i];
            bool inside = zone.Contains(feet);
            if (Concerns(zone.Classes, watched) && watched.InZone[i].Changes(inside, rules.CertainAfter))
            {
                Count(i, track, watched, inside, result, events);
            }
        }

        for (int i = 0; i < rules.Lines.Count; i++)
        {
            WatchLine(i, track, watched, feet, result, events);
        }
    }

    private void WatchLine(int index, long track, Watched watched, PicturePoint feet, FrameResult result, List<VideoEvent> events)
    {
        var line = rules.Lines[index];
        bool right = line.HasOnItsRight(feet);
        bool changed = watched.RightOfLine[index].Changes(right, rules.CertainAfter);
        if (changed && Concerns(line.Classes, watched) && line.IsBetween(watched.BeforeLine[index], feet))
        {
            var kind = right ? VideoEventKind.CrossedToRight : VideoEventKind.CrossedToLeft;
            events.Add(EventOf(result, kind, line.Name, watched.Category, track, null));
        }

        if (watched.RightOfLine[index].Value == right)
        {
            watched.BeforeLine[index] = feet;
        }
    }

    private void ForgetLost(FrameResult result, List<VideoEvent> events)
    {
        foreach (var (track, watched) in _objects)
        {
            if (!watched.IsLost(result.PresentationTime, rules.LostAfter))
            {
                continue;
            }

            _objects.Remove(track);
            for (int i = 0; i < rules.Zones.Count; i++)
            {
                if (_inside[i].Contains(track))
                {
                    Count(i, track, watched, false, result, events);
                }
            }
        }
    }

    private void Count(int index, long track, Watched watched, bool inside, FrameResult result, List<VideoEvent> events)
    {
        var zone = rules.Zones[index];
        int before = _inside[index].Count;
        _ = inside ? _inside[index].Add(track) : _inside[index].Remove(track);
        int now = _inside[index].Count;
        events.Add(EventOf(result, inside ? VideoEventKind.Entered : VideoEventKind.Left, zone.Name, watched.Category, track, now));
        if (zone.CountOver is { } limit && before > limit != now > limit)
        {
            events.Add(EventOf(result, now > limit ? VideoEventKind.CountOver : VideoEventKind.CountBack, zone.Name, null, null, now));
        }
    }

    private VideoEvent EventOf(FrameResult result, VideoEventKind kind, string place, Category? category, long? track, int? count) =>
        new(stream, result.FrameNumber, result.PresentationTime, result.Times.Received, kind, place, category, track, count);

    private static bool Concerns(IReadOnlyList<string> classes, Watched watched) => classes.Count == 0 || classes.Contains(watched.Category.Name);

    /// <summary>What is known of an object, for each zone and each line.</summary>
    private sealed class Watched(Category category, PicturePoint feet, EventRules rules)
    {
        private TimeSpan _lastSeen;
        private int _unseen;

        public Category Category { get; } = category;

        public SettledSide[] InZone { get; } = [.. rules.Zones.Select(_ => new SettledSide(false))];

        public SettledSide[] RightOfLine { get; } = [.. rules.Lines.Select(_ => new SettledSide(null))];

        /// <summary>Where it last was on the side that is settled.</summary>
        public PicturePoint[] BeforeLine { get; } = [.. rules.Lines.Select(_ => feet)];

        public void Seen(TimeSpan now) => (_lastSeen, _unseen) = (now, -1);

        /// <summary>Asked once with each result. A client that says no times has frames all the same.</summary>
        public bool IsLost(TimeSpan now, TimeSpan after) => ++_unseen > MostUnseen || (now - _lastSeen).Duration() > after;
    }
}
