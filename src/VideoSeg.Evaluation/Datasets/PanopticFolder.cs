using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Datasets;

/// <summary>
/// A folder in the COCO panoptic form: <c>panoptic.json</c> and, beside it, an RGB PNG for each image with
/// id = R + 256 G + 65536 B, 0 = void. <c>video_id</c> and <c>frame</c> of an image are optional. In the video form, where each video lists
/// its own images and annotations, the PNGs lie in folders named after the videos.
/// </summary>
public sealed class PanopticFolder
{
    public const string JsonName = "panoptic.json";

    private readonly string _path;
    private readonly Dictionary<string, PanopticFolderEntry> _entryOfImage = [];

    private PanopticFolder(string path, PanopticJson json)
    {
        _path = path;
        Categories = [.. (json.Categories ?? []).Select(category => new Category(category.Id, category.Name ?? $"{category.Id}", category.Isthing != 0, default))];
        if (Categories.Count != Categories.DistinctBy(category => category.Id).Count())
        {
            throw new EvaluationException($"'{JsonPath}' has categories with the same id.");
        }

        Dictionary<string, PanopticJson.Image> images = json.ImagesById();
        foreach ((string id, string? folder, int frame, PanopticJson.Annotation annotation) in json.AnnotatedImages())
        {
            if (!_entryOfImage.TryAdd(id, EntryOf(id, folder, frame, annotation, images.GetValueOrDefault(id))))
            {
                throw new EvaluationException($"'{JsonPath}' annotates image {id} twice.");
            }
        }

        string? bare = images.Keys.FirstOrDefault(id => !_entryOfImage.ContainsKey(id));
        if (bare is not null)
        {
            throw new EvaluationException($"'{JsonPath}' has image {bare} without an annotation.");
        }

        Entries = [.. _entryOfImage.Values.OrderBy(entry => entry.VideoId, StringComparer.Ordinal).ThenBy(entry => entry.Frame)];
    }

    /// <summary>Without colours. A prediction need not have them; the ground truth's hold.</summary>
    public IReadOnlyList<Category> Categories { get; }

    /// <summary>By sequence, then by frame.</summary>
    public IReadOnlyList<PanopticFolderEntry> Entries { get; }

    private string JsonPath => Path.Combine(_path, JsonName);

    /// <summary>Whether a folder has the JSON.</summary>
    public static bool IsOne(string path) => File.Exists(Path.Combine(path, JsonName));

    /// <exception cref="EvaluationException">The JSON is missing, or broken.</exception>
    public static PanopticFolder Open(string path) => new(path, PanopticJson.Read(Path.Combine(path, JsonName)));

    /// <exception cref="EvaluationException">There is none.</exception>
    public PanopticFolderEntry EntryOf(string imageId) => _entryOfImage.TryGetValue(imageId, out PanopticFolderEntry? entry)
        ? entry
        : throw new EvaluationException($"'{JsonPath}' has no annotation of image {imageId}.");

    /// <exception cref="EvaluationException">The PNG is missing or broken, or has another size than the JSON says.</exception>
    public LabelledImage Read(PanopticFolderEntry entry)
    {
        string path = Path.Combine(_path, entry.FileName);
        LabelMap map = LabelFile.ReadIds(path);
        return entry.Size is null || entry.Size == map.Size
            ? new LabelledImage(path, map.Size, map.Ids, entry.Segments)
            : throw new EvaluationException($"'{path}' is {map.Size}; '{JsonPath}' says {entry.Size}.");
    }

    private PanopticFolderEntry EntryOf(string id, string? folder, int frame, PanopticJson.Annotation annotation, PanopticJson.Image? image)
    {
        string name = annotation.FileName ?? throw new EvaluationException($"'{JsonPath}': the annotation of image {id} has no file_name.");
        return new PanopticFolderEntry(
            id,
            folder is null ? name : PathInVideo(folder, name),
            image?.FileName ?? name,
            image is { Width: { } width, Height: { } height } ? new PixelSize(width, height) : null,
            (image?.VideoId?.ToString() ?? folder) is { } video ? $"video {video}" : $"image {id}",
            image?.Frame ?? frame,
            [.. (annotation.SegmentsInfo ?? []).Select(segment => new LabelledSegment(segment.Id, segment.CategoryId, segment.Iscrowd != 0))]);
    }

    /// <summary>In the video form the PNG lies in the folder of its video, and the name may be that of the JPEG.</summary>
    private static string PathInVideo(string folder, string name)
    {
        string png = Path.ChangeExtension(name, ".png");
        return png.StartsWith(folder + "/", StringComparison.Ordinal) ? png : Path.Combine(folder, png);
    }
}
