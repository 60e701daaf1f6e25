using OpenCvSharp;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Maps;

/// <summary>Segment ids as an RGB PNG in the COCO panoptic form: id = R + 256 G + 65536 B, 0 is void.</summary>
public static class LabelMapPng
{
    // Two bytes of a label, the low one first, into B, G, R; B has no source and becomes 0.
    private static readonly int[] LabelBytesToBgr = [-1, 0, 1, 1, 0, 2];

    public static unsafe byte[] Encode(PanopticMap map)
    {
        fixed (ushort* pixels = map.Labels)
        {
            using var labels = Mat.FromPixelData(map.Size.Height, map.Size.Width, MatType.CV_8UC2, (nint)pixels);
            using var bgr = new Mat(labels.Rows, labels.Cols, MatType.CV_8UC3);
            Cv2.MixChannels([labels], [bgr], LabelBytesToBgr);
            return MapPng.Encode(bgr);
        }
    }

    /// <param name="size">In pixels.</param>
    /// <param name="ids">[height, width], 0 to 2^24 - 1.</param>
    public static unsafe byte[] Encode(PixelSize size, ReadOnlySpan<int> ids)
    {
        if (ids.Length != size.Pixels || ids.IsEmpty)
        {
            throw new ArgumentException($"A label map of {size} has {size.Pixels} pixels, at least 1; {ids.Length} were given.", nameof(ids));
        }

        fixed (int* pixels = ids)
        {
            using var bytes = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC4, (nint)pixels);
            using var bgr = bytes.CvtColor(ColorConversionCodes.RGBA2BGR);
            return MapPng.Encode(bgr);
        }
    }

    /// <exception cref="MaskException">It is not a whole RGB PNG of 8 bits a channel.</exception>
    public static LabelMap Decode(ReadOnlySpan<byte> file)
    {
        using var bgr = MapPng.Decode(file, MatType.CV_8UC3, "label map");
        var ids = new int[bgr.Rows * bgr.Cols];
        var pixels = bgr.AsSpan<Vec3b>();
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = pixels[i].Item2 | (pixels[i].Item1 << 8) | (pixels[i].Item0 << 16);
        }

        return new LabelMap(new PixelSize(bgr.Cols, bgr.Rows), ids);
    }
}
