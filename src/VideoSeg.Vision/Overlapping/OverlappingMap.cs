using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Overlapping;

/// <summary>The instances of a frame with their whole masks, which may overlap. Its holder disposes it.</summary>
public sealed class OverlappingMap : IDisposable
{
    private readonly IReadOnlyList<PixelMask> _masks;

    /// <param name="size">The size of the frame as sent, and of the masks.</param>
    /// <param name="segments">By falling score.</param>
    /// <param name="masks">Owned; as many as segments, or none where the network has no masks.</param>
    internal OverlappingMap(PixelSize size, IReadOnlyList<PanopticSegment> segments, IReadOnlyList<PixelMask> masks) => (Size, Segments, _masks) = (size, segments, masks);

    public PixelSize Size { get; }

    /// <summary>By falling score, in the order of their ids.</summary>
    public IReadOnlyList<PanopticSegment> Segments { get; set; }

    /// <summary>Whether the segments have masks; if not, boxes are all that is known.</summary>
    public bool HasMasks => _masks.Count == Segments.Count;

    /// <summary>A smaller map with the same segments, whose boxes and areas stay in pixels of this one.</summary>
    /// <returns>The caller's to dispose.</returns>
    public OverlappingMap Shrink(PixelSize size) => new(size, Segments, [.. _masks.Select(mask => mask.Scale(Size, size))]);

    /// <summary>The masks of all segments, in their order.</summary>
    public IReadOnlyList<RleMask> EncodeRle() => [.. _masks.Select(mask => RleEncoder.Encode(Size, mask.Box, mask.Pixels))];

    /// <summary>The outlines of all segments, in their order.</summary>
    /// <param name="frame">The size in whose pixels the points are.</param>
    public IReadOnlyList<IReadOnlyList<PolygonRing>> EncodePolygons(PixelSize frame) => [.. _masks.Select(mask => Outline(mask, frame))];

    /// <summary>One label a pixel: where masks overlap, the segment with the higher score.</summary>
    /// <returns>The caller's to dispose.</returns>
    public PanopticMap Flatten()
    {
        var map = new PanopticMap(Size) { Segments = Segments };
        for (int i = _masks.Count - 1; i >= 0; i--)
        {
            Paint(_masks[i], map, (ushort)(i + 1), 0, 0);
        }

        return map;
    }

    public void Dispose()
    {
        foreach (PixelMask mask in _masks)
        {
            mask.Dispose();
        }
    }

    private PolygonRing[] Outline(PixelMask mask, PixelSize frame)
    {
        PixelBox box = mask.Box;
        if (box.Area == 0)
        {
            return [];
        }

        using var map = new PanopticMap(new PixelSize(box.Width, box.Height)) { Segments = [Segments[0]] };
        Paint(mask, map, 1, box.X, box.Y);
        float columns = (float)frame.Width / Size.Width;
        float rows = (float)frame.Height / Size.Height;
        return [.. PolygonEncoder.Encode(map)[0].Select(ring => ring with { Points = [.. ring.Points.Select((at, i) => i % 2 == 0 ? (at + box.X) * columns : (at + box.Y) * rows)] })];
    }

    /// <param name="mask">What is painted.</param>
    /// <param name="map">Where it is painted.</param>
    /// <param name="label">The label of its pixels.</param>
    /// <param name="left">The column of the frame at which the map begins.</param>
    /// <param name="top">The row of the frame at which the map begins.</param>
    private static void Paint(PixelMask mask, PanopticMap map, ushort label, int left, int top)
    {
        for (int y = 0; y < mask.Box.Height; y++)
        {
            ReadOnlySpan<byte> from = mask.Pixels.Slice(y * mask.Box.Width, mask.Box.Width);
            Span<ushort> to = map.Labels.Slice(((mask.Box.Y - top + y) * map.Size.Width) + mask.Box.X - left, mask.Box.Width);
            for (int x = 0; x < from.Length; x++)
            {
                to[x] = from[x] != 0 ? label : to[x];
            }
        }
    }
}
