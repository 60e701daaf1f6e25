using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Evaluation.Instances;

/// <summary>Ground truth in the COCO instances form: images, categories, and annotations with boxes and masks.</summary>
public sealed class CocoInstances
{
    private readonly ILookup<long, InstanceTruth> _instancesOfImage;

    private CocoInstances(string path, CocoInstancesJson json)
    {
        Categories = Index<CocoInstancesJson.Category, int, string>(path, "categories", json.Categories, c => c.Id, c => c.Name ?? "");
        ImageSizes = Index<CocoInstancesJson.Image, long, PixelSize>(path, "images", json.Images, i => i.Id, i => new PixelSize(i.Width, i.Height));
        ImageOfName = Index<CocoInstancesJson.Image, string, long>(path, "images", json.Images, i => Path.ChangeExtension(i.FileName, null), i => i.Id);
        _instancesOfImage = (json.Annotations ?? throw new EvaluationException($"'{path}' has no annotations."))
            .ToLookup(a => a?.ImageId ?? throw new EvaluationException($"'{path}': 'annotations' has an entry that is null."), a => ToInstance(path, a));
    }

    /// <summary>The names of the categories by their ids.</summary>
    public IReadOnlyDictionary<int, string> Categories { get; }

    /// <summary>The sizes of the images by their ids, in pixels.</summary>
    public IReadOnlyDictionary<long, PixelSize> ImageSizes { get; }

    /// <summary>The ids of the images by their file names without extension.</summary>
    public IReadOnlyDictionary<string, long> ImageOfName { get; }

    /// <summary>Reads an instances file.</summary>
    /// <exception cref="EvaluationException">The file cannot be read, or is not in the COCO instances form.</exception>
    public static CocoInstances Open(string path) => new(path, CocoInstancesJson.Read(path));

    /// <summary>The annotated instances of an image; none for an image without annotations.</summary>
    public IReadOnlyList<InstanceTruth> InstancesOf(long imageId) => [.. _instancesOfImage[imageId]];

    /// <exception cref="EvaluationException">The list is missing, or an entry has no key, or that of another one.</exception>
    private static Dictionary<TKey, TValue> Index<T, TKey, TValue>(string path, string list, IReadOnlyList<T?>? entries, Func<T, object?> key, Func<T, TValue> value)
        where T : class
        where TKey : notnull
    {
        var index = new Dictionary<TKey, TValue>();
        foreach (var entry in entries ?? throw new EvaluationException($"'{path}' has no {list}."))
        {
            if (entry is null || key(entry) is not TKey own)
            {
                throw new EvaluationException($"'{path}': an entry of '{list}' lacks its id or file_name.");
            }

            if (!index.TryAdd(own, value(entry)))
            {
                throw new EvaluationException($"'{path}': two entries of '{list}' have {own}; each id and file name may be there once.");
            }
        }

        return index;
    }

    private InstanceTruth ToInstance(string path, CocoInstancesJson.Annotation annotation)
    {
        if (!ImageSizes.TryGetValue(annotation.ImageId, out var size) || !Categories.ContainsKey(annotation.CategoryId))
        {
            throw new EvaluationException(
                $"'{path}': annotation {annotation.Id} has image {annotation.ImageId} and category {annotation.CategoryId}, one of which the file does not have.");
        }

        try
        {
            var box = annotation.Bbox is [var x, var y, var width, var height]
                ? new InstanceBox(x, y, width, height)
                : throw new EvaluationException($"'{path}': the bbox of annotation {annotation.Id} must be 4 numbers: x, y, width, height.");
            return new InstanceTruth(annotation.CategoryId, box, CocoMask.Read(annotation.Segmentation, size), annotation.Iscrowd);
        }
        catch (MaskException e)
        {
            throw new EvaluationException($"'{path}': the segmentation of annotation {annotation.Id} is broken: {e.Message}", e);
        }
    }
}
