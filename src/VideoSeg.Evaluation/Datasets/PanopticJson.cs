using System.Text.Json;
using System.Text.Json.Serialization;
using VideoSeg.Evaluation.Labels;

namespace VideoSeg.Evaluation.Datasets;

/// <summary>
/// panoptic.json in the COCO panoptic form, as it is written, or in the video form (VIPSeg's, YouTube-VIS's way): images and annotations in
/// lists of their own for each video. A prediction may have annotations alone.
/// </summary>
internal sealed record PanopticJson(
    IReadOnlyList<PanopticJson.Image>? Images,
    IReadOnlyList<PanopticJson.Video>? Videos,
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

    /// <summary>All images by id; in the video form by video/id, for there ids hold within their video.</summary>
    public Dictionary<string, Image> ImagesById()
    {
        var images = new Dictionary<string, Image>();
        foreach (Image image in Images ?? [])
        {
            images[image.Id.ToString()] = image;
        }

        foreach (Video video in Videos ?? [])
        {
            foreach ((int frame, Image image) in (video.Images ?? []).Index())
            {
                images[$"{video.VideoId}/{image.Id}"] = image with { VideoId = video.VideoId, Frame = frame };
            }
        }

        return images;
    }

    /// <summary>The annotations with the ids of <see cref="ImagesById"/>; in the video form with the video's folder.</summary>
    public IEnumerable<(string ImageId, string? Folder, int Frame, Annotation Annotation)> AnnotatedImages()
    {
        foreach (Annotation annotation in Annotations ?? [])
        {
            if (annotation.Annotations is not { } ofVideo)
            {
                yield return (annotation.ImageId.ToString(), null, 0, annotation);
                continue;
            }

            foreach ((int frame, Annotation one) in ofVideo.Index())
            {
                yield return ($"{annotation.VideoId}/{one.ImageId}", annotation.VideoId.ToString(), frame, one);
            }
        }
    }

    /// <summary>Ids are numbers in COCO and text in Cityscapes.</summary>
    internal sealed record Image(JsonElement Id, int? Width, int? Height, JsonElement? VideoId, int? Frame, string? FileName);

    internal sealed record Video(JsonElement VideoId, IReadOnlyList<Image>? Images);

    internal sealed record Annotation(
        JsonElement ImageId, JsonElement VideoId, string? FileName, IReadOnlyList<Segment>? SegmentsInfo, IReadOnlyList<Annotation>? Annotations);

    internal sealed record Segment(int Id, int CategoryId, int Iscrowd);

    internal sealed record CategoryEntry(int Id, string? Name, int Isthing);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PanopticJson))]
internal sealed partial class PanopticJsonContext : JsonSerializerContext;
