using StbImageSharp;

namespace VideoSeg.Client;

/// <summary>A decoded label map: the segment id of every pixel, 0 where there is none (void).</summary>
public sealed class LabelMap
{
    private LabelMap(int width, int height, uint[] segmentIds) => (Width, Height, SegmentIds) = (width, height, segmentIds);

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>[Height, Width], row by row from the top.</summary>
    public ReadOnlyMemory<uint> SegmentIds { get; }

    /// <summary>Decodes <see cref="Segmentation.LabelMap"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a PNG.</exception>
    public static LabelMap Decode(ReadOnlyMemory<byte> png)
    {
        ImageResult image;
        try
        {
            image = ImageResult.FromMemory(png.ToArray(), ColorComponents.RedGreenBlue);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException($"The label map is not a PNG: {e.Message}", e);
        }

        var ids = new uint[image.Width * image.Height];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = image.Data[3 * i] | ((uint)image.Data[(3 * i) + 1] << 8) | ((uint)image.Data[(3 * i) + 2] << 16);
        }

        return new LabelMap(image.Width, image.Height, ids);
    }

    /// <summary>Extracts the mask of one segment; all zero when the map has no pixel of it.</summary>
    public Bitmask MaskOf(uint segmentId) => new(Width, Height, [.. SegmentIds.ToArray().Select(id => id == segmentId ? (byte)1 : (byte)0)]);
}
