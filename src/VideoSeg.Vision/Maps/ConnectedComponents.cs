using OpenCvSharp;

namespace VideoSeg.Vision.Maps;

/// <summary>The connected components (8-connectivity) of the pixels that have one value.</summary>
/// <param name="Labels">[height, width]; 0 elsewhere, and 1, 2, … in the components.</param>
/// <param name="Areas">Pixels of each component; <c>Areas[0]</c> is the rest of the picture.</param>
public sealed record ConnectedComponents(int[] Labels, int[] Areas)
{
    /// <param name="values">[height, width].</param>
    /// <param name="size">In pixels.</param>
    /// <param name="value">The value whose pixels are looked for.</param>
    public static ConnectedComponents Of(ReadOnlySpan<byte> values, PixelSize size, byte value)
    {
        using Mat picture = new(size.Height, size.Width, MatType.CV_8UC1);
        values.CopyTo(picture.AsSpan<byte>());
        using Mat mask = new();
        Cv2.Compare(picture, new Scalar(value), mask, CmpTypes.EQ);
        using Mat labels = new();
        using Mat statistics = new();
        using Mat centroids = new();
        int count = Cv2.ConnectedComponentsWithStats(mask, labels, statistics, centroids, PixelConnectivity.Connectivity8, MatType.CV_32SC1);
        return new ConnectedComponents(
            labels.AsSpan<int>().ToArray(),
            [.. Enumerable.Range(0, count).Select(component => statistics.At<int>(component, (int)ConnectedComponentsTypes.Area))]);
    }
}
