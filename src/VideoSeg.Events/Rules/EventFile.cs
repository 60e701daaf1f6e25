using System.Text.Json;
using VideoSeg.Events.Sinks;
using VideoSeg.Inference;
using VideoSeg.Streaming;

namespace VideoSeg.Events.Rules;

/// <summary>The events file (docs/events.md): zones, lines and sinks. Messages name what is not allowed by its field, and never repeat a secret.</summary>
public sealed class EventFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The zones and lines of one rule, all of which are checked for each object of each result.</summary>
    private const int MaxPlaces = 64;

    private readonly string _path;
    private readonly IReadOnlyCollection<string> _things;

    private EventFile(string path, EventFileEntries entries, IReadOnlyCollection<string> things, IReadOnlyList<IEventSinkFactory> kinds)
    {
        (_path, _things) = (path, things);
        Rules = [.. entries.Rules.Select((r, i) => RulesOf(r, $"rules[{i}]"))];
        Sinks = [.. entries.Sinks.Select((s, i) => SinkOf(s, $"sinks[{i}]", kinds))];
    }

    public IReadOnlyList<EventRules> Rules { get; }

    public IReadOnlyList<EventFileSink> Sinks { get; }

    /// <param name="path">The file.</param>
    /// <param name="models">The models whose things can be watched.</param>
    /// <param name="sinks">The kinds of sinks.</param>
    /// <exception cref="EventFileException">The file is missing, is not JSON, or a field is not allowed.</exception>
    public static EventFile Read(string path, ModelCatalog models, IEnumerable<IEventSinkFactory> sinks)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes and var length })
            {
                throw new EventFileException(path, $"it has {length} bytes; at most {MaxBytes} are allowed");
            }

            string[] things = [.. models.Models.SelectMany(m => m.Categories).Where(c => c.IsThing).Select(c => c.Name).Distinct()];
            return new EventFile(path, EventFileEntries.Parse(File.ReadAllBytes(path)), things, [.. sinks]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new EventFileException(path, e.Message, e);
        }
    }

    private EventRules RulesOf(EventFileEntries.RulesEntry entry, string field)
    {
        Require(StreamPattern.TryParse(entry.Streams, out var streams), $"{field}.streams is '{entry.Streams}', which is not a pattern of stream ids: tokens joined by dots, * for one, > at the end for the rest");
        Require(entry.CertainAfter is >= 1 and <= 100, $"{field}.certain_after is {entry.CertainAfter}; allowed are 1 to 100 results");
        Require(entry.LostAfterS is >= 0.1 and <= 60, $"{field}.lost_after_s is {entry.LostAfterS}; allowed are 0.1 to 60 s");
        string[] names = [.. entry.Zones.Select(z => z.Name), .. entry.Lines.Select(l => l.Name)];
        Require(names.Length is >= 1 and <= MaxPlaces, $"{field} has {names.Length} zones and lines; allowed are 1 to {MaxPlaces}");
        Require(names.All(n => n.Length is > 0 and <= 64), $"{field} has a name that is empty or longer than 64 characters");
        Require(names.Distinct().Count() == names.Length, $"{field} has two zones or lines of one name");
        return new EventRules(
            streams!,
            [.. entry.Zones.Select((z, i) => ZoneOf(z, $"{field}.zones[{i}]"))],
            [.. entry.Lines.Select((l, i) => LineOf(l, $"{field}.lines[{i}]"))],
            entry.CertainAfter,
            TimeSpan.FromSeconds(entry.LostAfterS));
    }

    private EventZone ZoneOf(EventFileEntries.ZoneEntry entry, string field)
    {
        Require(entry.Polygon.Count is >= 3 and <= 256, $"{field}.polygon has {entry.Polygon.Count} corners; allowed are 3 to 256");
        Require(entry.CountOver is null or >= 0, $"{field}.count_over is {entry.CountOver}; allowed is 0 or more");
        CheckClasses(entry.Classes, field);
        return new EventZone(entry.Name, [.. entry.Polygon.Select((p, i) => PointOf(p, $"{field}.polygon[{i}]"))], entry.Classes, entry.CountOver);
    }

    private EventLine LineOf(EventFileEntries.LineEntry entry, string field)
    {
        var (from, to) = (PointOf(entry.From, $"{field}.from"), PointOf(entry.To, $"{field}.to"));
        Require(from != to, $"{field} begins where it ends");
        CheckClasses(entry.Classes, field);
        return new EventLine(entry.Name, from, to, entry.Classes);
    }

    /// <summary>A class that no model has, or that is stuff, would never have an event.</summary>
    private void CheckClasses(IEnumerable<string> classes, string field)
    {
        if (classes.FirstOrDefault(c => !_things.Contains(c)) is { } unknown)
        {
            throw new EventFileException(_path, $"{field}.classes names '{unknown}'; the things of the models are {string.Join(", ", _things)}");
        }
    }

    private PicturePoint PointOf(IReadOnlyList<double> point, string field)
    {
        Require(point.Count == 2 && point.All(v => v is >= 0 and <= 1), $"{field} is [{string.Join(", ", point)}]; a point is two fractions of the picture's width and height, 0 to 1");
        return new PicturePoint(point[0], point[1]);
    }

    private EventFileSink SinkOf(IReadOnlyDictionary<string, JsonElement> entry, string field, IReadOnlyList<IEventSinkFactory> kinds)
    {
        var named = kinds.Where(k => entry.ContainsKey(k.Name)).ToArray();
        Require(named.Length == 1, $"{field} must have exactly one of {string.Join(", ", kinds.Select(k => k.Name))}");
        try
        {
            return new EventFileSink(named[0].Name, named[0].Create(new EventSinkSettings(field, named[0].Name, entry)));
        }
        catch (InvalidSinkException e)
        {
            throw new EventFileException(_path, e.Message, e);
        }
    }

    private void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new EventFileException(_path, problem);
        }
    }
}
