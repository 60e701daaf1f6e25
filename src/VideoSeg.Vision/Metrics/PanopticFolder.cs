using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Metrics;

/// <summary>
/// A folder in the COCO panoptic form: <c>panoptic.json</c> and, beside it, an RGB PNG for each image with
/// id = R + 256 G + 65536 B, 0 = void. <c>video_id</c> and <c>frame</c> of an image are optional.
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

        var images = new Dictionary<string, PanopticJson.Image>();
        foreach (PanopticJson.Image image in json.Images ?? [])
        {
            images[image.Id.ToString()] = image;
        }

        foreach (PanopticJson.Annotation annotation in json.Annotations ?? [])
        {
            PanopticFolderEntry entry = EntryOf(annotation, images.GetValueOrDefault(annotation.ImageId.ToString()));
            if (!_entryOfImage.TryAdd(entry.ImageId, entry))
            {
                throw new EvaluationException($"'{JsonPath}' annotates image {entry.ImageId} twice.");
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
        int[] ids = LabelPng.ReadIds(path, out PixelSize size);
        return entry.Size is null || entry.Size == size
            ? new LabelledImage(path, size, ids, entry.Segments)
            : throw new EvaluationException($"'{path}' is {size}; '{JsonPath}' says {entry.Size}.");
    }

    private PanopticFolderEntry EntryOf(PanopticJson.Annotation annotation, PanopticJson.Image? image)
    {
        string id = annotation.ImageId.ToString();
        return new PanopticFolderEntry(
            id,
            annotation.FileName ?? throw new EvaluationException($"'{JsonPath}': the annotation of image {id} has no file_name."),
            image is { Width: { } width, Height: { } height } ? new PixelSize(width, height) : null,
            image?.VideoId is { } video ? $"video {video}" : $"image {id}",
            image?.Frame ?? 0,
            [.. (annotation.SegmentsInfo ?? []).Select(segment => new LabelledSegment(segment.Id, segment.CategoryId, segment.Iscrowd != 0))]);
    }
}
