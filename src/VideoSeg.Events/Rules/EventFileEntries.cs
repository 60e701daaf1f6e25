using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoSeg.Events.Rules;

/// <summary>The events file as it is written. Unknown fields are refused, so that a typing error is found.</summary>
internal sealed record EventFileEntries(IReadOnlyList<EventFileEntries.RulesEntry> Rules)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> Sinks { get; init; } = [];

    /// <exception cref="JsonException">It is not JSON, or has other fields.</exception>
    public static EventFileEntries Parse(byte[] file) => JsonSerializer.Deserialize<EventFileEntries>(file, Json) ?? throw new JsonException("it says null");

    internal sealed record RulesEntry
    {
        public string Streams { get; init; } = ">";

        public IReadOnlyList<ZoneEntry> Zones { get; init; } = [];

        public IReadOnlyList<LineEntry> Lines { get; init; } = [];

        public int CertainAfter { get; init; } = 3;

        public double LostAfterS { get; init; } = 1;
    }

    internal sealed record ZoneEntry(string Name, IReadOnlyList<IReadOnlyList<double>> Polygon)
    {
        public IReadOnlyList<string> Classes { get; init; } = [];

        public int? CountOver { get; init; }
    }

    internal sealed record LineEntry(string Name, IReadOnlyList<double> From, IReadOnlyList<double> To)
    {
        public IReadOnlyList<string> Classes { get; init; } = [];
    }
}
