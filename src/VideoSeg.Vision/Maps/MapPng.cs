using OpenCvSharp;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Maps;

/// <summary>PNG files whose pixels are numbers, not colours.</summary>
internal static class MapPng
{
    /// <summary>OpenCV's IMWRITE_PNG_FILTER, which OpenCvSharp does not name.</summary>
    private const ImwriteFlags PngFilter = (ImwriteFlags)19;

    /// <summary>IMWRITE_PNG_FILTER_SUB: trying all filters for each row takes 4 times as long and saves a sixth on label maps.</summary>
    private const int SubFilter = 16;

    private static readonly FrameLimits Limits = new(MaxPixels: 16384 * 16384);

    public static byte[] Encode(Mat pixels)
    {
        Cv2.ImEncode(
            ".png",
            pixels,
            out var file,
            new ImageEncodingParam(ImwriteFlags.PngCompression, 1),
            new ImageEncodingParam(ImwriteFlags.PngStrategy, (int)ImwritePNGFlags.StrategyRLE),
            new ImageEncodingParam(PngFilter, SubFilter));
        return file;
    }

    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="MaskException">It is not a whole PNG of this type.</exception>
    public static Mat Decode(ReadOnlySpan<byte> file, MatType type, string content)
    {
        try
        {
            var header = ImageHeader.Read(file);
            Limits.Check(header.Size);
            header.CheckComplete(file);
        }
        catch (FrameException error)
        {
            throw new MaskException($"The {content} cannot be read. {error.Message}", error);
        }

        var pixels = Cv2.ImDecode(file, ImreadModes.Unchanged);
        if (!pixels.Empty() && pixels.Type() == type)
        {
            return pixels;
        }

        using (pixels)
        {
            throw new MaskException(pixels.Empty()
                ? $"The {content} cannot be read: its {file.Length} bytes are damaged."
                : $"The {content} must be a PNG with {type.Channels} channels of 8 bits; it has {pixels.Channels()} of {8 * pixels.ElemSize1()} bits.");
        }
    }
}
