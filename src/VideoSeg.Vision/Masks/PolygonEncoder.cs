using System.Buffers;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Masks;

/// <summary>
/// Outlines along the edges of pixels: corner (x, y) is the top left one of pixel (x, y), so filling a segment's rings by
/// the even-odd rule gives its mask back exactly. (Contours through pixel centres, as OpenCV finds them, lose half a pixel
/// all around.) Pixels that touch at a corner only are separate.
/// </summary>
public static class PolygonEncoder
{
    // Right, down, left, up: the next one is a turn to the right on the screen.
    private static readonly (int X, int Y)[] Directions = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    // From a corner, looking in a direction: the pixel that is ahead to the right.
    private static readonly (int X, int Y)[] AheadRight = [(0, 0), (-1, 0), (-1, -1), (0, -1)];

    /// <summary>The rings of all segments of a map: segment i + 1 is at index i. A hole comes after the ring around it.</summary>
    /// <param name="map">Borrowed.</param>
    /// <param name="frame">The size in whose pixels the points are; null: the map's own.</param>
    public static IReadOnlyList<IReadOnlyList<PolygonRing>> Encode(PanopticMap map, PixelSize? frame = null)
    {
        var size = map.Size;
        var labels = map.Labels;
        var target = frame ?? size;
        var scale = (X: (float)target.Width / size.Width, Y: (float)target.Height / size.Height);
        var rings = map.Segments.Select(_ => new List<PolygonRing>()).ToArray();

        // Each ring runs to the right somewhere, with its own pixel below: it is found there, and once.
        var seen = ArrayPool<bool>.Shared.Rent(labels.Length);
        seen.AsSpan(0, labels.Length).Clear();
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            if (label != 0 && !seen[i] && (i < size.Width || labels[i - size.Width] != label))
            {
                rings[label - 1].Add(Trace(labels, size, seen, i, scale));
            }
        }

        ArrayPool<bool>.Shared.Return(seen);
        return rings;
    }

    /// <summary>Walks with the segment on the right hand: clockwise on the screen around it, the other way around a hole.</summary>
    private static PolygonRing Trace(ReadOnlySpan<ushort> labels, PixelSize size, bool[] seen, int start, (float X, float Y) scale)
    {
        var label = labels[start];
        var points = new List<float>();
        var (startY, startX) = Math.DivRem(start, size.Width);
        var (x, y, direction) = (startX, startY, 0);
        var doubleArea = 0L;
        do
        {
            points.Add(x * scale.X);
            points.Add(y * scale.Y);
            var (fromX, fromY) = (x, y);
            int turn;
            do
            {
                if (direction == 0)
                {
                    seen[(y * size.Width) + x] = true;
                }

                x += Directions[direction].X;
                y += Directions[direction].Y;
                turn = Turn(labels, size, label, x, y, direction);
            }
            while (turn == 0);

            doubleArea += ((long)fromX * y) - ((long)x * fromY);
            direction = (direction + turn) & 3;
        }
        while (x != startX || y != startY || direction != 0);

        return new PolygonRing(points, IsHole: doubleArea < 0);
    }

    /// <summary>1: right, 0: straight on, -1: left.</summary>
    private static int Turn(ReadOnlySpan<ushort> labels, PixelSize size, ushort label, int x, int y, int direction)
    {
        if (!IsInside(labels, size, label, x, y, direction))
        {
            return 1;
        }

        // What is ahead to the left lies ahead to the right of the one who looks further left.
        return IsInside(labels, size, label, x, y, (direction + 3) & 3) ? -1 : 0;
    }

    private static bool IsInside(ReadOnlySpan<ushort> labels, PixelSize size, ushort label, int cornerX, int cornerY, int direction)
    {
        var x = cornerX + AheadRight[direction].X;
        var y = cornerY + AheadRight[direction].Y;
        return (uint)x < (uint)size.Width && (uint)y < (uint)size.Height && labels[(y * size.Width) + x] == label;
    }
}
