using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoSeg.Vision.Metrics;

/// <summary>panoptic.json in the COCO panoptic form, as it is written. A prediction may have annotations alone.</summary>
internal sealed record PanopticJson(
    IReadOnlyList<PanopticJson.Image>? Images,
    IReadOnlyList<PanopticJson.Annotation>? Annotations,
    IReadOnlyList<PanopticJson.CategoryEntry>? Categories)
{
    public static PanopticJson Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, PanopticJsonContext.Default.PanopticJson)
                ?? throw new EvaluationException($"'{path}' holds nothing.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"'{path}' can't be read as COCO panoptic JSON: {error.Message}", error);
        }
    }

    /// <summary>Ids are numbers in COCO and text in Cityscapes.</summary>
    internal sealed record Image(JsonElement Id, int? Width, int? Height, JsonElement? VideoId, int? Frame);

    internal sealed record Annotation(JsonElement ImageId, string? FileName, IReadOnlyList<Segment>? SegmentsInfo);

    internal sealed record Segment(int Id, int CategoryId, int Iscrowd);

    internal sealed record CategoryEntry(int Id, string? Name, int Isthing);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PanopticJson))]
internal sealed partial class PanopticJsonContext : JsonSerializerContext;
