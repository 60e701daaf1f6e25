using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Video;

/// <summary>Reads picture files as the frames of a video.</summary>
internal sealed partial class PictureReader(IReadOnlyList<string> paths) : VideoReader
{
    /// <summary>What a person's own files may be.</summary>
    internal static readonly FrameLimits Limits = new(MaxPixels: 16384 * 16384);

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp"];

    private int _next;

    public override double? FrameRate => null;

    public override int? FrameCount => paths.Count;

    public override bool IsLive => false;

    public override PixelSize? Size => null;

    public static bool IsPicture(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    public static PictureReader OfFolder(string folder)
    {
        var paths = Directory.EnumerateFiles(folder).Where(IsPicture).OrderBy(NaturalKey, StringComparer.Ordinal).ToArray();
        return paths.Length > 0
            ? new(paths)
            : throw VideoException.Missing($"The folder '{folder}' has no picture; {string.Join(", ", Extensions)} are read.");
    }

    public override bool TryRead([NotNullWhen(true)] out Frame? frame)
    {
        frame = null;
        if (_next == paths.Count)
        {
            return false;
        }

        var path = paths[_next++];
        try
        {
            File = System.IO.File.ReadAllBytes(path);
            FileName = Path.GetFileName(path);
            frame = FrameDecoder.Decode(new EncodedPicture(File), Limits);
            return true;
        }
        catch (Exception error) when (error is FrameException or IOException or UnauthorizedAccessException)
        {
            throw VideoException.Broken($"'{path}' cannot be read. {error.Message}", error);
        }
    }

    public override bool TrySkip() => _next < paths.Count && _next++ < paths.Count;

    public override void Dispose()
    {
    }

    /// <summary>Numbers of equal length sort by their characters as they do by value.</summary>
    private static string NaturalKey(string path) => Digits().Replace(Path.GetFileName(path), number => number.Value.PadLeft(20, '0'));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
