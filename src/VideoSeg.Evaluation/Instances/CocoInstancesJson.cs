using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using VideoSeg.Evaluation.Labels;

namespace VideoSeg.Evaluation.Instances;

/// <summary>A file in the COCO instances form, as it is written.</summary>
internal sealed record CocoInstancesJson(
    IReadOnlyList<CocoInstancesJson.Image>? Images,
    IReadOnlyList<CocoInstancesJson.Annotation>? Annotations,
    IReadOnlyList<CocoInstancesJson.Category>? Categories)
{
    public static CocoInstancesJson Read(string path)
    {
        try
        {
            byte[] file = File.ReadAllBytes(path);

            // The parser looks at the texts of masks only when they are read.
            if (!Utf8.IsValid(file))
            {
                throw new EvaluationException($"'{path}' is not UTF-8.");
            }

            return JsonSerializer.Deserialize(file, CocoInstancesJsonContext.Default.CocoInstancesJson)
                ?? throw new EvaluationException($"'{path}' is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"'{path}' cannot be read as COCO instances JSON: {e.Message}", e);
        }
    }

    internal sealed record Image(long Id, string? FileName, int Width, int Height);

    internal sealed record Category(int Id, string? Name);

    /// <param name="Id">The annotation's id, for messages.</param>
    /// <param name="ImageId">The id of its image.</param>
    /// <param name="CategoryId">The id of its category.</param>
    /// <param name="Bbox">x, y, width, height in pixels.</param>
    /// <param name="Segmentation">Polygons, or run lengths: compressed (a string) or not (numbers).</param>
    /// <param name="Iscrowd">Whether it covers a group of objects; 0 or 1, or a boolean.</param>
    internal sealed record Annotation(
        long Id,
        long ImageId,
        int CategoryId,
        IReadOnlyList<double>? Bbox,
        JsonElement Segmentation,
        [property: JsonConverter(typeof(FlagConverter))] bool Iscrowd);

    /// <summary>Reads 0, 1, false and true.</summary>
    internal sealed class FlagConverter : JsonConverter<bool>
    {
        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? reader.GetInt32() != 0 : reader.GetBoolean();

        public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteNumberValue(value ? 1 : 0);
    }
}

[JsonSerializable(typeof(CocoInstancesJson))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class CocoInstancesJsonContext : JsonSerializerContext;
