using OpenCvSharp;
using VideoSeg.Client;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Ten real frames of 384x288 at ten frames per second.</summary>
internal static class Clip
{
    public const int Width = 384;

    public const int Height = 288;

    public static IReadOnlyList<byte[]> Jpegs { get; } =
        [.. Directory.EnumerateFiles(Repository.Path("tests", "fixtures", "clip"), "*.jpg").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public static TimeSpan TimeOf(int index) => TimeSpan.FromMilliseconds(100 * index);

    /// <summary>Repeats the clip up to <paramref name="count"/> frames.</summary>
    public static IReadOnlyList<VideoFrame> Frames(int count) =>
        [.. Enumerable.Range(0, count).Select(i => VideoFrame.Encoded(Jpegs[i % Jpegs.Count], TimeOf(i)))];

    /// <summary>Returns frame <paramref name="index"/> upside down, as another scene.</summary>
    public static VideoFrame UpsideDown(int index)
    {
        using Mat pixels = Pixels(index);
        using Mat turned = pixels.Flip(FlipMode.X);
        return VideoFrame.Encoded(Png(turned), TimeOf(index));
    }

    public static Mat Pixels(int index) => Cv2.ImDecode(Jpegs[index], ImreadModes.Color);

    public static byte[] Png(Mat pixels)
    {
        Cv2.ImEncode(".png", pixels, out byte[] file);
        return file;
    }

    /// <summary>The pixels, row by row from the top, without padding.</summary>
    public static byte[] Bytes(Mat pixels) => pixels.AsSpan<byte>().ToArray();
}
