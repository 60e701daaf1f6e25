using System.Text.Json;
using VideoSeg.Inference;
using VideoSeg.Streaming;

namespace VideoSeg.Events;

/// <summary>The file that says what is watched and who is told: docs/events.md. What is not allowed is named by its field, never with a secret.</summary>
public sealed class EventFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Of one rule: each object of each result is held against each.</summary>
    private const int MostPlaces = 64;

    private static readonly string[] TopicParts = ["{stream}", "{event}", "{place}"];

    private readonly string _path;
    private readonly IReadOnlyCollection<string> _things;

    private EventFile(string path, EventFileEntries entries, IReadOnlyCollection<string> things)
    {
        (_path, _things) = (path, things);
        Rules = [.. entries.Rules.Select((r, i) => RulesOf(r, $"rules[{i}]"))];
        Sinks = [.. entries.Sinks.Select((s, i) => SinkOf(s, $"sinks[{i}]"))];
    }

    public IReadOnlyList<EventRules> Rules { get; }

    public IReadOnlyList<EventSinkOptions> Sinks { get; }

    /// <param name="path">Of the file.</param>
    /// <param name="models">Whose things can be watched.</param>
    /// <exception cref="EventFileException">The file is missing, is not JSON, or a field is not allowed.</exception>
    public static EventFile Read(string path, ModelCatalog models)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxBytes and var length })
            {
                throw new EventFileException(path, $"it has {length} bytes; at most {MaxBytes} are allowed");
            }

            string[] things = [.. models.Models.SelectMany(m => m.Categories).Where(c => c.IsThing).Select(c => c.Name).Distinct()];
            return new EventFile(path, EventFileEntries.Parse(File.ReadAllBytes(path)), things);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new EventFileException(path, e.Message, e);
        }
    }

    private EventRules RulesOf(EventFileEntries.RulesEntry entry, string field)
    {
        Require(StreamPattern.TryParse(entry.Streams, out var streams), $"{field}.streams is '{entry.Streams}', which is no pattern of stream ids: tokens joined by dots, * for one, > at the end for the rest");
        Require(entry.CertainAfter is >= 1 and <= 100, $"{field}.certain_after is {entry.CertainAfter}; allowed are 1 to 100 results");
        Require(entry.LostAfterS is >= 0.1 and <= 60, $"{field}.lost_after_s is {entry.LostAfterS}; allowed are 0.1 to 60 s");
        string[] names = [.. entry.Zones.Select(z => z.Name), .. entry.Lines.Select(l => l.Name)];
        Require(names.Length is >= 1 and <= MostPlaces, $"{field} has {names.Length} zones and lines; allowed are 1 to {MostPlaces}");
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

    /// <summary>A class that no model knows, or that is stuff, would never have an event.</summary>
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

    private EventSinkOptions SinkOf(EventFileEntries.SinkEntry entry, string field)
    {
        Require((entry.Webhook is null) != (entry.Mqtt is null), $"{field} must have either webhook or mqtt");
        return entry.Webhook is { } webhook ? WebhookOf(webhook, entry, field) : MqttOf(entry.Mqtt!, entry, field);
    }

    private WebhookOptions WebhookOf(string url, EventFileEntries.SinkEntry entry, string field)
    {
        var address = UriOf(url, $"{field}.webhook", "http", "https");
        Require(address.UserInfo.Length == 0, $"{field}.webhook has a user or password in it; they belong in headers");
        Require(entry.Topic is null, $"{field}.topic is for mqtt alone");
        using var request = new HttpRequestMessage();
        foreach (var (name, value) in entry.Headers)
        {
            bool isAllowed = value.All(c => c is >= ' ' and <= '~') && request.Headers.TryAddWithoutValidation(name, value);
            Require(isAllowed, $"{field}.headers has '{name}', which is no header of a request, or whose value is not of printable ASCII");
        }

        return new WebhookOptions(address, entry.Headers);
    }

    private MqttOptions MqttOf(string url, EventFileEntries.SinkEntry entry, string field)
    {
        var address = UriOf(url, $"{field}.mqtt", "mqtt", "mqtts");
        Require(entry.Headers.Count == 0, $"{field}.headers are for webhook alone");
        string topic = entry.Topic ?? "videoseg/{stream}/{event}";
        string fixedPart = TopicParts.Aggregate(topic, (rest, part) => rest.Replace(part, "", StringComparison.Ordinal));
        Require(
            topic.Length is >= 1 and <= 256 && fixedPart.IndexOfAny(['+', '#', '{', '}', '\0']) < 0,
            $"{field}.topic is '{topic}'; allowed are 1 to 256 characters without + and #, and {string.Join(", ", TopicParts)}");
        return new MqttOptions(address, topic);
    }

    private Uri UriOf(string text, string field, params string[] schemes)
    {
        Require(
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme),
            $"{field} is not a URL that begins with {string.Join(" or ", schemes.Select(s => $"{s}://"))}");
        return uri!;
    }

    private void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new EventFileException(_path, problem);
        }
    }
}
