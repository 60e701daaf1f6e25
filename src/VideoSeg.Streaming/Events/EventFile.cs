using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoSeg.Streaming.Events;

/// <summary>
/// The file that says what is watched and who is told: `rules`, each with `streams`, `zones`, `lines`, `certain_after`, `lost_after_s`; and
/// `sinks`, each with `webhook` (a URL) or `mqtt` (a URL) and `topic`. Unknown fields are refused, so that a typing error is seen.
/// </summary>
public sealed class EventFile
{
    private const int MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly string _path;

    private EventFile(string path, Entries entries)
    {
        _path = path;
        Rules = [.. entries.Rules.Select((r, i) => RulesOf(r, $"rules[{i}]"))];
        Sinks = [.. entries.Sinks.Select((s, i) => SinkOf(s, $"sinks[{i}]"))];
    }

    public IReadOnlyList<EventRules> Rules { get; }

    public IReadOnlyList<EventSinkOptions> Sinks { get; }

    /// <exception cref="EventFileException">The file is missing, is not JSON, or a field is not allowed.</exception>
    public static EventFile Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MaxBytes and var length }
                ? throw new EventFileException(path, $"it has {length} bytes; at most {MaxBytes} are allowed")
                : new EventFile(path, JsonSerializer.Deserialize<Entries>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it says null"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new EventFileException(path, e.Message, e);
        }
    }

    private EventRules RulesOf(RulesEntry entry, string field)
    {
        Require(entry.CertainAfter is >= 1 and <= 100, $"{field}.certain_after is {entry.CertainAfter}; allowed are 1 to 100 results");
        Require(entry.LostAfterS is >= 0.1 and <= 60, $"{field}.lost_after_s is {entry.LostAfterS}; allowed are 0.1 to 60 s");
        Require(entry.Zones.Count + entry.Lines.Count > 0, $"{field} has neither zones nor lines");
        string[] names = [.. entry.Zones.Select(z => z.Name), .. entry.Lines.Select(l => l.Name)];
        Require(names.All(n => n.Length is > 0 and <= 64), $"{field} has a name that is empty or longer than 64 characters");
        Require(names.Distinct().Count() == names.Length, $"{field} has two zones or lines of one name");
        return new EventRules(
            entry.Streams,
            [.. entry.Zones.Select((z, i) => ZoneOf(z, $"{field}.zones[{i}]"))],
            [.. entry.Lines.Select((l, i) => LineOf(l, $"{field}.lines[{i}]"))],
            entry.CertainAfter,
            TimeSpan.FromSeconds(entry.LostAfterS));
    }

    private EventZone ZoneOf(ZoneEntry entry, string field)
    {
        Require(entry.Polygon.Count is >= 3 and <= 256, $"{field}.polygon has {entry.Polygon.Count} corners; allowed are 3 to 256");
        Require(entry.CountOver is null or >= 0, $"{field}.count_over is {entry.CountOver}; allowed is 0 or more");
        return new EventZone(entry.Name, [.. entry.Polygon.Select((p, i) => PointOf(p, $"{field}.polygon[{i}]"))], entry.Classes, entry.CountOver);
    }

    private EventLine LineOf(LineEntry entry, string field)
    {
        var (from, to) = (PointOf(entry.From, $"{field}.from"), PointOf(entry.To, $"{field}.to"));
        Require(from != to, $"{field} begins where it ends");
        return new EventLine(entry.Name, from, to, entry.Classes);
    }

    private PicturePoint PointOf(IReadOnlyList<double> point, string field)
    {
        Require(point.Count == 2 && point.All(v => v is >= 0 and <= 1), $"{field} is [{string.Join(", ", point)}]; a point is two fractions of the picture's width and height, 0 to 1");
        return new PicturePoint(point[0], point[1]);
    }

    private EventSinkOptions SinkOf(SinkEntry entry, string field)
    {
        Require((entry.Webhook is null) != (entry.Mqtt is null), $"{field} must have either webhook or mqtt");
        return entry.Webhook is { } webhook
            ? new EventSinkOptions(EventSinkKind.Webhook, UriOf(webhook, $"{field}.webhook", "http", "https"), "")
            : new EventSinkOptions(EventSinkKind.Mqtt, UriOf(entry.Mqtt!, $"{field}.mqtt", "mqtt", "mqtts"), entry.Topic);
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

    private sealed record Entries(IReadOnlyList<RulesEntry> Rules)
    {
        public IReadOnlyList<SinkEntry> Sinks { get; init; } = [];
    }

    private sealed record RulesEntry
    {
        public string Streams { get; init; } = ">";

        public IReadOnlyList<ZoneEntry> Zones { get; init; } = [];

        public IReadOnlyList<LineEntry> Lines { get; init; } = [];

        public int CertainAfter { get; init; } = 3;

        public double LostAfterS { get; init; } = 1;
    }

    private sealed record ZoneEntry(string Name, IReadOnlyList<IReadOnlyList<double>> Polygon)
    {
        public IReadOnlyList<string> Classes { get; init; } = [];

        public int? CountOver { get; init; }
    }

    private sealed record LineEntry(string Name, IReadOnlyList<double> From, IReadOnlyList<double> To)
    {
        public IReadOnlyList<string> Classes { get; init; } = [];
    }

    private sealed record SinkEntry
    {
        public string? Webhook { get; init; }

        public string? Mqtt { get; init; }

        public string Topic { get; init; } = "videoseg/{stream}/{event}";
    }
}
