using OpenCvSharp;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Frames;

/// <summary>
/// A JPEG without its end-of-image marker: some cameras never write it, and then nothing is lost; or the file was cut, and then the decoder fills the rest with
/// grey. Whatever stands behind whole data changes nothing, and behind cut data it becomes part of the picture: so it is decoded with two different endings.
/// </summary>
internal static class UnendedJpeg
{
    /// <summary>Whole pictures that are in memory at once.</summary>
    public const int PicturesHeld = 2;

    private const ImreadModes AsStored = ImreadModes.Color | ImreadModes.IgnoreOrientation;

    /// <summary>Bytes that hold no marker, and begin with other bits than the zeros that a decoder puts in for what is missing.</summary>
    private static readonly byte[] Noise = [.. Enumerable.Range(0, 256).Select(i => (byte)((i * 37 % 120) | 0x81))];

    /// <returns>The file with the marker.</returns>
    /// <exception cref="FrameException">Something of the picture is missing.</exception>
    public static byte[] End(ReadOnlySpan<byte> file)
    {
        // The first byte of the marker may be there.
        file = file.TrimEnd((byte)0xFF);
        byte[] ended = [.. file, 0xFF, 0xD9];
        using var alone = Cv2.ImDecode(ended, AsStored);
        using var followed = Cv2.ImDecode([.. file, .. Noise, 0xFF, 0xD9], AsStored);
        return !alone.Empty() && alone.Size() == followed.Size() && Cv2.Norm(alone, followed, NormTypes.INF) == 0
            ? ended
            : throw FrameException.Broken($"The JPEG ends too early: its {file.Length} bytes hold no end-of-image marker, and not the whole picture.");
    }
}
