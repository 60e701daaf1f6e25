using System.Diagnostics.CodeAnalysis;
using OpenCvSharp;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Video;

/// <summary>Reads picture files as the frames of a video.</summary>
internal sealed class PictureReader(IReadOnlyList<string> paths, bool asStored) : VideoReader
{
    /// <summary>What a person's own files may be.</summary>
    internal static readonly FrameLimits Limits = new(MaxPixels: 16384 * 16384);

    /// <summary>Those that servers decode; they are sent as they are.</summary>
    private static readonly string[] Sent = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"];

    /// <summary>Those that are decoded here and sent as another kind.</summary>
    private static readonly string[] Converted = [".bmp", ".dib", ".tif", ".tiff", ".ppm", ".pgm", ".pnm"];

    private static readonly string[] NotRead =
        [".avif", ".heic", ".heif", ".jxl", ".jp2", ".gif", ".exr", ".hdr", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".tga", ".psd", ".svg", ".ico"];

    private int _next;

    public override double? FrameRate => null;

    public override int? FrameCount => paths.Count;

    public override bool IsLive => false;

    public override PixelSize? Size => null;

    public static bool IsPicture(string path) => Is(path, Sent) || Is(path, Converted);

    public static PictureReader OfFolder(string folder, bool asStored)
    {
        var files = Directory.EnumerateFiles(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).ToList();
        string[] skipped = [.. files.Where(path => Is(path, NotRead)).InNaturalOrder().Select(path => Path.GetFileName(path))];
        string[] paths = [.. files.Where(IsPicture).InNaturalOrder()];
        return paths.Length > 0
            ? new(paths, asStored) { Skipped = skipped }
            : throw VideoException.Missing($"The folder '{folder}' has no picture; {string.Join(", ", Sent.Concat(Converted))} are read{(skipped.Length > 0 ? $", and {skipped[0]} is not" : "")}.");
    }

    public override bool TryRead([NotNullWhen(true)] out Frame? frame)
    {
        frame = null;
        File = default;
        if (_next == paths.Count)
        {
            return false;
        }

        var path = paths[_next++];
        FileName = Path.GetFileName(path);
        try
        {
            frame = Is(path, Converted) ? Convert(System.IO.File.ReadAllBytes(path), asStored) : FrameDecoder.Decode(new EncodedPicture(File = System.IO.File.ReadAllBytes(path)) { AsStored = asStored }, Limits);
            return true;
        }
        catch (Exception error) when (error is FrameException or OpenCVException or IOException or UnauthorizedAccessException)
        {
            throw VideoException.Broken($"'{path}' cannot be read. {error.Message}", error);
        }
    }

    public override bool TrySkip() => _next < paths.Count && _next++ < paths.Count;

    public override void Dispose()
    {
    }

    private static bool Is(string path, string[] extensions) => extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static Frame Convert(byte[] file, bool asStored)
    {
        var pixels = Cv2.ImDecode(file, ImreadModes.Color | (asStored ? ImreadModes.IgnoreOrientation : 0));
        if (!pixels.Empty())
        {
            return new Frame(pixels, new PixelSize(pixels.Width, pixels.Height));
        }

        pixels.Dispose();
        throw FrameException.Broken($"Its {file.Length} bytes are damaged.");
    }
}
