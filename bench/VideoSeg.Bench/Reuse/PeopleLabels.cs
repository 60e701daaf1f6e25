using System.Text.Json;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision;

namespace VideoSeg.Bench.Reuse;

/// <summary>
/// People labelled by hand. A person is detected by a segment of the person class whose box has an IoU of at least 0.5 with the label's box, or
/// of 0.3 if the segment covers the label's point. Each segment detects one person; pairs are matched in order of overlap.
/// </summary>
internal sealed class PeopleLabels
{
    private readonly Dictionary<string, IReadOnlyList<Person>> _peopleOfFrame;

    private PeopleLabels(Dictionary<string, IReadOnlyList<Person>> peopleOfFrame) => _peopleOfFrame = peopleOfFrame;

    /// <param name="file">The path of the labels, such as tests/fixtures/people/vtest-people.json.</param>
    public static PeopleLabels Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return new PeopleLabels(json.RootElement.GetProperty("frames").EnumerateArray().ToDictionary(
            frame => $"{frame.GetProperty("frame").GetInt32()}",
            frame => (IReadOnlyList<Person>)[.. frame.GetProperty("people").EnumerateArray().Select(Person.Of)]));
    }

    /// <param name="frames">The frames in order, named by their index in the clip.</param>
    /// <param name="category">The category id of people.</param>
    public PeopleScore Score(IEnumerable<SegmentedFrame> frames, int category)
    {
        int labelled = 0, found = 0, visible = 0, foundVisible = 0, claimed = 0, redetections = 0, switches = 0;
        var lastTrackOf = new Dictionary<string, ulong>();
        foreach (var frame in frames)
        {
            if (!_peopleOfFrame.TryGetValue(frame.Panoptic.Name, out var people))
            {
                continue;
            }

            Segment[] segments = [.. frame.Segments.Values.Where(s => s.CategoryId == category)];
            var matches = Match(people, frame.Panoptic, segments);
            labelled += people.Count;
            claimed += segments.Length;
            found += matches.Count;
            visible += people.Count(p => !p.Hidden);
            foundVisible += matches.Keys.Count(p => !p.Hidden);
            foreach (var (person, segment) in matches)
            {
                if (lastTrackOf.TryGetValue(person.Id, out ulong track))
                {
                    redetections++;
                    switches += track == segment.TrackId ? 0 : 1;
                }

                lastTrackOf[person.Id] = segment.TrackId!.Value;
            }
        }

        return new PeopleScore((double)found / labelled, (double)foundVisible / visible, (double)found / claimed, switches, redetections);
    }

    private static Dictionary<Person, Segment> Match(IReadOnlyList<Person> people, LabelledImage image, Segment[] segments)
    {
        var pairs =
            from person in people
            from segment in segments
            let overlap = PixelBox.IntersectionOverUnion(person.Box, new PixelBox(segment.Box.X, segment.Box.Y, segment.Box.Width, segment.Box.Height))
            let holdsDot = image.Ids.Span[(person.DotY * image.Size.Width) + person.DotX] == segment.SegmentId
            where overlap >= 0.5 || (overlap >= 0.3 && holdsDot)
            orderby overlap descending
            select (person, segment);
        var matches = new Dictionary<Person, Segment>();
        var used = new HashSet<uint>();
        foreach (var (person, segment) in pairs)
        {
            if (!matches.ContainsKey(person) && used.Add(segment.SegmentId))
            {
                matches[person] = segment;
            }
        }

        return matches;
    }

    private sealed record Person(string Id, PixelBox Box, int DotX, int DotY, bool Hidden)
    {
        public static Person Of(JsonElement json)
        {
            int[] box = [.. json.GetProperty("box").EnumerateArray().Select(v => v.GetInt32())];
            int[] dot = [.. json.GetProperty("dot").EnumerateArray().Select(v => v.GetInt32())];
            return new Person(json.GetProperty("id").GetString()!, new PixelBox(box[0], box[1], box[2] - box[0], box[3] - box[1]), dot[0], dot[1], json.TryGetProperty("hidden", out var hidden) && hidden.GetBoolean());
        }
    }
}
