using OpenCvSharp;
using VideoSeg.Vision;

namespace VideoSeg.Bench.Tracks;

/// <summary>A person cut out of a frame.</summary>
/// <param name="Box">The position of the person in the frame, in pixels.</param>
/// <param name="Rgb">The pixels of the box, [height, width, 3].</param>
/// <param name="Opacity">The alpha matte of the box, [height, width], 0 to 1; soft at the edge.</param>
internal sealed record Cutout(PixelBox Box, byte[] Rgb, float[] Opacity)
{
    /// <param name="folder">The folder of PNGs, each of the frame's size and transparent except for one person.</param>
    /// <param name="frame">The frame size.</param>
    /// <returns>The cut-outs in the order of their file names.</returns>
    public static IReadOnlyList<Cutout> ReadAll(DirectoryInfo folder, PixelSize frame)
    {
        FileInfo[] files = folder.GetFiles("*.png");
        return files.Length > 0
            ? [.. files.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => Read(file.FullName, frame))]
            : throw new FileNotFoundException($"{folder.FullName} contains no PNG; each walker must be a PNG file");
    }

    private static Cutout Read(string file, PixelSize frame)
    {
        using var picture = Cv2.ImRead(file, ImreadModes.Unchanged);
        if (picture.Channels() != 4 || picture.Width != frame.Width || picture.Height != frame.Height)
        {
            throw new InvalidDataException(
                $"{file} is {picture.Width}x{picture.Height} with {picture.Channels()} channels; a walker must be an RGBA PNG of the size of the clip, {frame.Width}x{frame.Height}");
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
