using OpenCvSharp;
using VideoSeg.Vision;

namespace VideoSeg.Bench.Tracks;

/// <summary>A person cut out of a frame.</summary>
/// <param name="Box">Where the person stood, in pixels of the frame.</param>
/// <param name="Rgb">[height, width, 3] of the box.</param>
/// <param name="Opacity">[height, width] of the box, 0 to 1: how much of a pixel is the person; soft at the edge.</param>
internal sealed record Cutout(PixelBox Box, byte[] Rgb, float[] Opacity)
{
    /// <param name="folder">PNGs of the frame's size that are clear but for one person each.</param>
    /// <param name="frame">That size.</param>
    /// <returns>In the order of their names.</returns>
    public static IReadOnlyList<Cutout> ReadAll(DirectoryInfo folder, PixelSize frame)
    {
        FileInfo[] files = folder.GetFiles("*.png");
        return files.Length > 0
            ? [.. files.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => Read(file.FullName, frame))]
            : throw new FileNotFoundException($"{folder.FullName} has no PNG; each walker is one");
    }

    private static Cutout Read(string file, PixelSize frame)
    {
        using var picture = Cv2.ImRead(file, ImreadModes.Unchanged);
        if (picture.Channels() != 4 || picture.Width != frame.Width || picture.Height != frame.Height)
        {
            throw new InvalidDataException(
                $"{file} is {picture.Width}x{picture.Height} with {picture.Channels()} channels; a walker is a PNG of {frame.Width}x{frame.Height}, as the clip, with red, green, blue and alpha");
        }

        using var alpha = picture.ExtractChannel(3);
        var box = Cv2.BoundingRect(alpha);
        using var person = picture[box];
        using var rgb = new Mat();
        Cv2.CvtColor(person, rgb, ColorConversionCodes.BGRA2RGB);
        using var outline = alpha[box];
        using var opacity = new Mat();
        outline.ConvertTo(opacity, MatType.CV_32FC1, 1.0 / byte.MaxValue);
        var colours = new byte[3 * box.Width * box.Height];
        rgb.AsSpan<byte>().CopyTo(colours);
        opacity.GetArray(out float[] opacities);
        return new Cutout(new PixelBox(box.X, box.Y, box.Width, box.Height), colours, opacities);
    }
}
