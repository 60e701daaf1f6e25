using VideoSeg.Vision;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Evaluation.Instances;

/// <summary>
/// Rasterises a polygon to the same pixels as pycocotools (cocoapi, maskApi.c, rleFrPoly), so that scores are equal to the last digit. The
/// outline is drawn at five times the resolution; each place where it enters another column of pixels toggles the mask from there on, column
/// by column.
/// </summary>
internal static class CocoPolygon
{
    private const int Scale = 5;

    /// <summary>Sets the polygon's pixels in a mask and leaves the others alone.</summary>
    /// <param name="points">x0, y0, x1, y1, … in pixels, at least three points; the last joins the first.</param>
    /// <param name="size">The size of the mask.</param>
    /// <param name="mask">[height, width].</param>
    /// <exception cref="MaskException">There are fewer than three points, or half a point.</exception>
    public static void Paint(ReadOnlySpan<double> points, PixelSize size, Span<byte> mask)
    {
        if (points.Length < 6 || points.Length % 2 != 0)
        {
            throw new MaskException($"A polygon must have an even number of coordinates, 6 or more; this one has {points.Length}.");
        }

        var toggles = Toggles(Outline(points), size);
        toggles.Sort();
        var next = 0;
        var isInside = false;
        for (var at = 0; at < size.Pixels; at++)
        {
            for (; next < toggles.Count && toggles[next] == at; next++)
            {
                isInside = !isInside;
            }

            if (isInside)
            {
                mask[(at % size.Height * size.Width) + (at / size.Height)] = 1;
            }
        }
    }

    /// <summary>The points of the outline at five times the resolution, one step apart along the longer axis of each edge.</summary>
    private static List<(int X, int Y)> Outline(ReadOnlySpan<double> points)
    {
        var corners = new (int X, int Y)[(points.Length / 2) + 1];
        for (var i = 0; i < corners.Length - 1; i++)
        {
            corners[i] = ((int)((Scale * points[2 * i]) + 0.5), (int)((Scale * points[(2 * i) + 1]) + 0.5));
        }

        corners[^1] = corners[0];
        var outline = new List<(int X, int Y)>();
        for (var i = 0; i + 1 < corners.Length; i++)
        {
            AddEdge(corners[i], corners[i + 1], outline);
        }

        return outline;
    }

    /// <summary>Edges are always computed in rising order of the longer axis, so that an edge that two polygons share has the same points in both.</summary>
    private static void AddEdge((int X, int Y) start, (int X, int Y) end, List<(int X, int Y)> outline)
    {
        int width = Math.Abs(end.X - start.X), height = Math.Abs(end.Y - start.Y);
        bool isFlat = width >= height;
        bool isReversed = isFlat ? start.X > end.X : start.Y > end.Y;
        var (low, high) = isReversed ? (end, start) : (start, end);
        int length = Math.Max(width, height);
        double slope = length == 0 ? 0 : isFlat ? (double)(high.Y - low.Y) / length : (double)(high.X - low.X) / length;
        for (var step = 0; step <= length; step++)
        {
            int along = isReversed ? length - step : step;
            outline.Add(isFlat
                ? (low.X + along, (int)(low.Y + (slope * along) + 0.5))
                : ((int)(low.X + (slope * along) + 0.5), low.Y + along));
        }
    }

    /// <summary>The pixels, counted column by column, at which the outline crosses the centre line of a column.</summary>
    private static List<long> Toggles(List<(int X, int Y)> outline, PixelSize size)
    {
        var toggles = new List<long>();
        for (var i = 1; i < outline.Count; i++)
        {
            var (before, after) = (outline[i - 1], outline[i]);
            if (before.X == after.X)
            {
                continue;
            }

            double column = (((after.X < before.X ? after.X : after.X - 1) + 0.5) / Scale) - 0.5;
            if (Math.Floor(column) != column || column < 0 || column > size.Width - 1)
            {
                continue;
            }

            double row = Math.Ceiling(Math.Clamp(((Math.Min(before.Y, after.Y) + 0.5) / Scale) - 0.5, 0, size.Height));
            toggles.Add(((long)column * size.Height) + (long)row);
        }

        return toggles;
    }
}
