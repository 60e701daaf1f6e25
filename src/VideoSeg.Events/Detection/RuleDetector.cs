using VideoSeg.Events.Rules;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Events.Detection;

/// <summary>
/// Detects the events of one stream by one set of rules. An object is where its feet are: in the middle of the lowest row of pixels of its box. It is called
/// from one thread at a time, in frame order.
/// </summary>
internal sealed class RuleDetector(string stream, EventRules rules)
{
    /// <summary>After so many results the tracker has dropped an object, whose id does not come back.</summary>
    private static readonly int MaxUnseen = new TrackerOptions().MemoryFrames;

    private readonly Dictionary<long, TrackedObject> _objects = [];
    private readonly HashSet<long>[] _inside = [.. rules.Zones.Select(_ => new HashSet<long>())];
    private FrameResult? _last;

    /// <summary>The events that this result makes certain; a frame without a segmentation has none.</summary>
    public IReadOnlyList<VideoEvent> Detect(FrameResult result)
    {
        if (result.Outcome is not FrameSegmented { Size: var size, Segments: var segments })
        {
            return [];
        }

        _last = result;
        var events = new List<VideoEvent>();
        foreach (var segment in segments)
        {
            if (segment.TrackId is { } track)
            {
                Update(track, segment, size, result, events);
            }
        }

        RemoveLost(result, events);
        return events;
    }

    /// <summary>The stream has ended: what was inside a zone has left it, as far as anybody can tell, with the last result.</summary>
    public IReadOnlyList<VideoEvent> End()
    {
        var events = new List<VideoEvent>();
        foreach (var (track, tracked) in _objects)
        {
            Leave(track, tracked, _last!, events);
        }

        _objects.Clear();
        return events;
    }

    private void Update(long track, ResultSegment segment, PixelSize size, FrameResult result, List<VideoEvent> events)
    {
        var feet = new PicturePoint((segment.Box.X + (segment.Box.Width / 2.0)) / size.Width, (segment.Box.Bottom - 0.5) / size.Height);
        if (!_objects.TryGetValue(track, out var tracked))
        {
            _objects[track] = tracked = new TrackedObject(segment.Category, feet, rules);
        }

        tracked.Seen(result.PresentationTime);
        for (int i = 0; i < rules.Zones.Count; i++)
        {
            var zone = rules.Zones[i];
            bool inside = zone.Contains(feet);
            if (Applies(zone.Classes, tracked) && tracked.InZone[i].Update(inside, rules.CertainAfter))
            {
                Count(i, track, tracked, inside, result, events);
            }
        }

        for (int i = 0; i < rules.Lines.Count; i++)
        {
            UpdateLine(i, track, tracked, feet, result, events);
        }
    }

    private void UpdateLine(int index, long track, TrackedObject tracked, PicturePoint feet, FrameResult result, List<VideoEvent> events)
    {
        var line = rules.Lines[index];
        bool right = line.HasOnItsRight(feet);
        bool changed = tracked.RightOfLine[index].Update(right, rules.CertainAfter);
        if (changed && Applies(line.Classes, tracked) && line.IsBetween(tracked.BeforeLine[index], feet))
        {
            var kind = right ? VideoEventKind.CrossedToRight : VideoEventKind.CrossedToLeft;
            events.Add(NewEvent(result, kind, line.Name, tracked.Category, track, null));
        }

        if (tracked.RightOfLine[index].Value == right)
        {
            tracked.BeforeLine[index] = feet;
        }
    }

    private void RemoveLost(FrameResult result, List<VideoEvent> events)
    {
        foreach (var (track, tracked) in _objects)
        {
            if (!tracked.IsLost(result.PresentationTime, rules.LostAfter))
            {
                continue;
            }

            _objects.Remove(track);
            Leave(track, tracked, result, events);
        }
    }

    private void Leave(long track, TrackedObject tracked, FrameResult result, List<VideoEvent> events)
    {
        for (int i = 0; i < rules.Zones.Count; i++)
        {
            if (_inside[i].Contains(track))
            {
                Count(i, track, tracked, false, result, events);
            }
        }
    }

    private void Count(int index, long track, TrackedObject tracked, bool inside, FrameResult result, List<VideoEvent> events)
    {
        var zone = rules.Zones[index];
        int before = _inside[index].Count;
        _ = inside ? _inside[index].Add(track) : _inside[index].Remove(track);
        int now = _inside[index].Count;
        events.Add(NewEvent(result, inside ? VideoEventKind.Entered : VideoEventKind.Left, zone.Name, tracked.Category, track, now));
        if (zone.CountOver is { } limit && before > limit != now > limit)
        {
            events.Add(NewEvent(result, now > limit ? VideoEventKind.CountOver : VideoEventKind.CountBack, zone.Name, null, null, now));
        }
    }

    private VideoEvent NewEvent(FrameResult result, VideoEventKind kind, string place, Category? category, long? track, int? count) =>
        new(stream, result.FrameNumber, result.PresentationTime, result.Times.Received, kind, place, category, track, count);

    private static bool Applies(IReadOnlyList<string> classes, TrackedObject tracked) => classes.Count == 0 || classes.Contains(tracked.Category.Name);

    /// <summary>The state of an object at each zone and each line.</summary>
    private sealed class TrackedObject(Category category, PicturePoint feet, EventRules rules)
    {
        private TimeSpan _lastSeen;
        private int _unseen;

        public Category Category { get; } = category;

        public DebouncedSide[] InZone { get; } = [.. rules.Zones.Select(_ => new DebouncedSide(false))];

        public DebouncedSide[] RightOfLine { get; } = [.. rules.Lines.Select(_ => new DebouncedSide(null))];

        /// <summary>Its last position on the side that counts.</summary>
        public PicturePoint[] BeforeLine { get; } = [.. rules.Lines.Select(_ => feet)];

        public void Seen(TimeSpan now) => (_lastSeen, _unseen) = (now, -1);

        /// <summary>Called once for each result. Results are counted as well as time, since a client may send no times.</summary>
        public bool IsLost(TimeSpan now, TimeSpan after) => ++_unseen > MaxUnseen || (now - _lastSeen).Duration() > after;
    }
}
