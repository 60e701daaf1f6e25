using CsCheck;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Tests;

/// <summary>Invented panoptic maps.</summary>
internal static class TestMaps
{
    private static readonly Category Thing = new(1, "thing", true, new Rgb(1, 2, 3));

    /// <summary>Labels 0 to 3 in blocks, single pixels and whole areas; sides of 1 to 12.</summary>
    public static Gen<(PixelSize Size, ushort[] Labels)> Any { get; } =
        from width in Gen.Int[1, 12]
        from height in Gen.Int[1, 12]
        from labels in Gen.OneOf(Gen.UShort[0, 3], Gen.UShort[0, 1], Gen.UShort[2, 2]).Array[width * height]
        select (new PixelSize(width, height), labels);

    /// <summary>Segments 1 to <paramref name="segments"/>; box and area are left 0.</summary>
    public static PanopticMap Of(PixelSize size, ReadOnlySpan<ushort> labels, int segments = 3)
    {
        var map = new PanopticMap(size)
        {
            Segments = [.. Enumerable.Range(1, segments).Select(id => new PanopticSegment(id, Thing, 1, default, 0, default))],
        };
        labels.CopyTo(map.Labels);
        return map;
    }

    /// <summary>1 where the label is <paramref name="segmentId"/>, else 0.</summary>
    public static byte[] MaskOf(ReadOnlySpan<ushort> labels, int segmentId)
    {
        var mask = new byte[labels.Length];
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = (byte)(labels[i] == segmentId ? 1 : 0);
        }

        return mask;
    }
}
