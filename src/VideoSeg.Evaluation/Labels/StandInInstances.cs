using VideoSeg.Vision;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Labels;

/// <summary>
/// Instances for data that has classes alone: each connected component (8-connectivity) of a thing class stands in for an object.
/// Objects that touch are one, and one behind a pole is two, so figures made with it compare with each other only.
/// </summary>
public static class StandInInstances
{
    /// <param name="name">For messages.</param>
    /// <param name="classes">[height, width] indexes into <paramref name="categories"/>; what is behind them is void.</param>
    /// <param name="size">In pixels.</param>
    /// <param name="categories">In the order of the indexes.</param>
    /// <param name="minimumArea">Smaller components become void. Pixels.</param>
    public static LabelledImage Of(string name, ReadOnlySpan<byte> classes, PixelSize size, IReadOnlyList<Category> categories, int minimumArea = 1)
    {
        var ids = new int[size.Pixels];
        var segments = new List<LabelledSegment>();
        for (int category = 0; category < categories.Count; category++)
        {
            var components = ConnectedComponents.Of(classes, size, (byte)category);
            Number(components, categories[category], categories[category].IsThing ? minimumArea : 1, ids, segments);
        }

        return new LabelledImage(name, size, ids, segments);
    }

    private static void Number(ConnectedComponents components, Category category, int minimumArea, Span<int> ids, List<LabelledSegment> segments)
    {
        var idOfComponent = new int[components.Areas.Length];
        for (int component = 1; component < components.Areas.Length; component++)
        {
            bool kept = components.Areas[component] >= minimumArea;
            if (kept && (category.IsThing || component == 1))
            {
                segments.Add(new LabelledSegment(segments.Count + 1, category.Id));
            }

            idOfComponent[component] = kept ? segments.Count : 0;
        }

        ReadOnlySpan<int> pixels = components.Labels;
        for (int pixel = 0; pixel < ids.Length; pixel++)
        {
            if (pixels[pixel] != 0)
            {
                ids[pixel] = idOfComponent[pixels[pixel]];
            }
        }
    }
}
