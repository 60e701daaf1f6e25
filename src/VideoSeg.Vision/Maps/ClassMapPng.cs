using OpenCvSharp;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Vision.Maps;

/// <summary>Class indices as an 8-bit grey PNG.</summary>
public static class ClassMapPng
{
    /// <param name="size">In pixels.</param>
    /// <param name="classes">[height, width] class indices.</param>
    public static unsafe byte[] Encode(PixelSize size, ReadOnlySpan<byte> classes)
    {
        if (classes.Length != size.Pixels || classes.IsEmpty)
        {
            throw new ArgumentException($"A class map of {size} has {size.Pixels} pixels, at least 1; {classes.Length} were given.", nameof(classes));
        }

        fixed (byte* pixels = classes)
        {
            using var gray = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC1, (nint)pixels);
            return MapPng.Encode(gray);
        }
    }

    /// <exception cref="MaskException">It is not a whole grey PNG of 8 bits.</exception>
    public static ClassMap Decode(ReadOnlySpan<byte> file)
    {
        using var gray = MapPng.Decode(file, MatType.CV_8UC1, "class map");
        return new ClassMap(new PixelSize(gray.Cols, gray.Rows), gray.AsSpan<byte>().ToArray());
    }
}
