using OpenCvSharp;

namespace VideoSeg.Vision.Metrics;

/// <summary>Reads PNGs whose pixels are labels.</summary>
public static class LabelPng
{
    /// <summary>[height, width] ids of an RGB PNG in the COCO panoptic form: id = R + 256 G + 65536 B.</summary>
    public static int[] ReadIds(string path, out PixelSize size)
    {
        using Mat bgr = Read(path, ImreadModes.Color);
        size = new PixelSize(bgr.Width, bgr.Height);
        var ids = new int[size.Pixels];
        ReadOnlySpan<Vec3b> pixels = bgr.AsSpan<Vec3b>();
        for (int i = 0; i < ids.Length; i++)
        {
            Vec3b pixel = pixels[i];
            ids[i] = pixel.Item2 | pixel.Item1 << 8 | pixel.Item0 << 16;
        }

        return ids;
    }

    /// <summary>[height, width] class indexes of an 8-bit, one-channel PNG.</summary>
    public static byte[] ReadClasses(string path, out PixelSize size)
    {
        using Mat classes = Read(path, ImreadModes.Unchanged);
        if (classes.Type() != MatType.CV_8UC1)
        {
            throw new EvaluationException($"'{path}' is {classes.Type()}; class indexes are 8 bits in one channel (CV_8UC1).");
        }

        size = new PixelSize(classes.Width, classes.Height);
        return classes.AsSpan<byte>().ToArray();
    }

    private static Mat Read(string path, ImreadModes mode)
    {
        if (!File.Exists(path))
        {
            throw new EvaluationException($"'{path}' is missing.");
        }

        // Nothing may turn or convert labels on the way.
        Mat picture = Cv2.ImRead(path, mode | ImreadModes.IgnoreOrientation);
        if (picture.Empty())
        {
            picture.Dispose();
            throw new EvaluationException($"'{path}' is not a picture that can be decoded.");
        }

        return picture;
    }
}
