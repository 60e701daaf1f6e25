using System.Text.Json;
using VideoSeg.Vision;
using VideoSeg.Vision.Metrics;

namespace VideoSeg.Bench.Reuse;

/// <summary>
/// People labelled by hand, of whom a result finds some. A person is found by a segment of people whose box has an IoU of at least 0.5 with
/// the label's, or of 0.3 where the segment holds the label's dot; one segment finds one person, best overlap first.
/// </summary>
internal sealed class PeopleLabels
{
    private readonly Dictionary<string, IReadOnlyList<Person>> _peopleOfFrame;

    private PeopleLabels(Dictionary<string, IReadOnlyList<Person>> peopleOfFrame) => _peopleOfFrame = peopleOfFrame;

    /// <param name="file">Such as tests/fixtures/people/vtest-people.json.</param>
    public static PeopleLabels Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return new PeopleLabels(json.RootElement.GetProperty("frames").EnumerateArray().ToDictionary(
            frame => $"{frame.GetProperty("frame").GetInt32()}",
            frame => (IReadOnlyList<Person>)[.. frame.GetProperty("people").EnumerateArray().Select(Person.Of)]));
    }

    /// <summary>The share of the labelled people whom the frames find, 0 to 1; NaN where no frame has labels.</summary>
    /// <param name="frames">Named by their index in the clip.</param>
    /// <param name="category">The id of the class of people.</param>
    public double Recall(IEnumerable<SegmentedFrame> frames, int category)
    {
        int found = 0, labelled = 0;
        foreach (var frame in frames)
        {
            if (_peopleOfFrame.TryGetValue(frame.Panoptic.Name, out var people))
            {
                labelled += people.Count;
                found += Found(people, frame.Panoptic, [.. frame.Panoptic.Segments.Where(s => s.CategoryId == category).Select(s => s.Id)], frame.Boxes);
            }
        }

        return (double)found / labelled;
    }

    private static int Found(IReadOnlyList<Person> people, LabelledImage image, IReadOnlyList<int> segments, IReadOnlyDictionary<int, PixelBox> boxes)
    {
        var pairs =
            from person in people
            from segment in segments
            let overlap = PixelBox.IntersectionOverUnion(person.Box, boxes[segment])
            let holdsDot = image.Ids.Span[(person.DotY * image.Size.Width) + person.DotX] == segment
            where overlap >= 0.5 || (overlap >= 0.3 && holdsDot)
            orderby overlap descending
            select (person, segment);
        var foundPeople = new HashSet<Person>();
        var usedSegments = new HashSet<int>();
        foreach (var (person, segment) in pairs)
        {
            if (!foundPeople.Contains(person) && usedSegments.Add(segment))
            {
                foundPeople.Add(person);
            }
        }

        return foundPeople.Count;
    }

    private sealed record Person(string Id, PixelBox Box, int DotX, int DotY)
    {
        public static Person Of(JsonElement json)
        {
            int[] box = [.. json.GetProperty("box").EnumerateArray().Select(v => v.GetInt32())];
            int[] dot = [.. json.GetProperty("dot").EnumerateArray().Select(v => v.GetInt32())];
            return new Person(json.GetProperty("id").GetString()!, new PixelBox(box[0], box[1], box[2] - box[0], box[3] - box[1]), dot[0], dot[1]);
        }
    }
}
