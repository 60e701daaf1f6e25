using VideoSeg.Streaming.Results;
using VideoSeg.Vision;

namespace VideoSeg.Streaming.Events;

/// <summary>
/// Watches one stream's results by its rules. An object is where its feet are: the middle of its box's lower edge. One caller, results in order.
/// </summary>
internal sealed class EventDetector(string stream, EventRules rules)
{
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
        var feet = new PicturePoint((segment.Box.X + (segment.Box.Width / 2.0)) / size.Width, (double)segment.Box.Bottom / size.Height);
        string category = segment.Category.Name;
        if (!_objects.TryGetValue(track, out var watched))
        {
            _objects[track] = watched = new Watched(category, feet, rules);
        }

        watched.LastSeen = result.PresentationTime;
        for (int i = 0; i < rules.Zones.Count; i++)
        {
            WatchZone(i, track, watched, feet, result, events);
        }

        for (int i = 0; i < rules.Lines.Count; i++)
        {
            WatchLine(i, track, watched, feet, result, events);
        }
    }

    private void WatchZone(int index, long track, Watched watched, PicturePoint feet, FrameResult result, List<VideoEvent> events)
    {
        var zone = rules.Zones[index];
        bool inside = zone.Contains(feet);
        if (Concerns(zone.Classes, watched.Category) && watched.InZone[index].Changes(inside, rules.CertainAfter))
        {
            Count(index, track, watched.Category, inside, result, events);
        }
    }

    private void WatchLine(int index, long track, Watched watched, PicturePoint feet, FrameResult result, List<VideoEvent> events)
    {
        var line = rules.Lines[index];
        bool right = line.HasOnItsRight(feet);
        bool crossed = watched.RightOfLine[index].Changes(right, rules.CertainAfter);
        if (crossed && Concerns(line.Classes, watched.Category) && line.IsBetween(watched.BeforeLine[index], feet))
        {
            var kind = right ? VideoEventKind.CrossedToRight : VideoEventKind.CrossedToLeft;
            events.Add(new VideoEvent(stream, result.FrameNumber, result.PresentationTime, kind, line.Name, watched.Category, track, null));
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
            if ((result.PresentationTime - watched.LastSeen).Duration() <= rules.LostAfter)
            {
                continue;
            }

            _objects.Remove(track);
            for (int i = 0; i < rules.Zones.Count; i++)
            {
                if (_inside[i].Contains(track))
                {
                    Count(i, track, watched.Category, false, result, events);
                }
            }
        }
    }

    private void Count(int index, long track, string category, bool inside, FrameResult result, List<VideoEvent> events)
    {
        var zone = rules.Zones[index];
        int before = _inside[index].Count;
        _ = inside ? _inside[index].Add(track) : _inside[index].Remove(track);
        int now = _inside[index].Count;
        events.Add(new VideoEvent(
            stream, result.FrameNumber, result.PresentationTime, inside ? VideoEventKind.Entered : VideoEventKind.Left, zone.Name, category, track, now));
        if (zone.CountOver is { } limit && before > limit != now > limit)
        {
            var kind = now > limit ? VideoEventKind.CountOver : VideoEventKind.CountBack;
            events.Add(new VideoEvent(stream, result.FrameNumber, result.PresentationTime, kind, zone.Name, null, null, now));
        }
    }

    private static bool Concerns(IReadOnlyList<string> classes, string category) => classes.Count == 0 || classes.Contains(category);

    /// <summary>What is known of an object, for each zone and each line.</summary>
    private sealed class Watched(string category, PicturePoint feet, EventRules rules)
    {
        public string Category { get; } = category;

        public TimeSpan LastSeen { get; set; }

        public SettledSide[] InZone { get; } = [.. rules.Zones.Select(_ => new SettledSide(false))];

        public SettledSide[] RightOfLine { get; } = [.. rules.Lines.Select(_ => new SettledSide(null))];

        /// <summary>Where it last was on the side that is settled.</summary>
        public PicturePoint[] BeforeLine { get; } = [.. rules.Lines.Select(_ => feet)];
    }
}
