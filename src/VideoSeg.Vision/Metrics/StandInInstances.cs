using OpenCvSharp;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Metrics;

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
        using Mat picture = new(size.Height, size.Width, MatType.CV_8UC1);
        classes.CopyTo(picture.AsSpan<byte>());
        for (int category = 0; category < categories.Count; category++)
        {
            using Mat mask = new();
            Cv2.Compare(picture, new Scalar(category), mask, CmpTypes.EQ);
            Number(mask, categories[category], categories[category].IsThing ? minimumArea : 1, ids, segments);
        }

        return new LabelledImage(name, size, ids, segments);
    }

    private static void Number(Mat mask, Category category, int minimumArea, Span<int> ids, List<LabelledSegment> segments)
    {
        using Mat labels = new();
        using Mat statistics = new();
        using Mat centroids = new();
        int components = Cv2.ConnectedComponentsWithStats(mask, labels, statistics, centroids, PixelConnectivity.Connectivity8, MatType.CV_32SC1);
        var idOfComponent = new int[components];
        for (int component = 1; component < components; component++)
        {
            bool kept = statistics.At<int>(component, (int)ConnectedComponentsTypes.Area) >= minimumArea;
            if (kept && (category.IsThing || component == 1))
            {
                segments.Add(new LabelledSegment(segments.Count + 1, category.Id));
            }

            idOfComponent[component] = kept ? segments.Count : 0;
        }

        ReadOnlySpan<int> pixels = labels.AsSpan<int>();
        for (int pixel = 0; pixel < ids.Length; pixel++)
        {
            if (pixels[pixel] != 0)
            {
                ids[pixel] = idOfComponent[pixels[pixel]];
            }
        }
    }
}
