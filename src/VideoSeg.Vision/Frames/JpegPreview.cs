using OpenCvSharp;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Frames;

/// <summary>A frame's picture for people: a small JPEG.</summary>
/// <param name="Size">The size of the JPEG.</param>
/// <param name="File">Is never changed.</param>
public sealed record JpegPreview(PixelSize Size, ReadOnlyMemory<byte> File)
{
    /// <summary>Makes one of what was decoded of <paramref name="picture"/>, or decodes it anew where that holds fewer pixels than are wanted.</summary>
    /// <param name="decoded">Borrowed; null: nothing is left of it.</param>
    /// <param name="picture">Borrowed.</param>
    /// <param name="size">The size of the JPEG; not larger than the picture.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="limits">Those that the picture passed before.</param>
    public static JpegPreview Make(Frame? decoded, FramePicture picture, PixelSize size, int quality, FrameLimits limits)
    {
        if (decoded is not null && size.Width <= decoded.Bgr.Width && size.Height <= decoded.Bgr.Height)
        {
            return Make(decoded, size, quality);
        }

        using var larger = FrameDecoder.Decode(picture, limits, size);
        return Make(larger, size, quality);
    }

    private static JpegPreview Make(Frame frame, PixelSize size, int quality)
    {
        if (frame.Bgr.Width == size.Width && frame.Bgr.Height == size.Height)
        {
            return new JpegPreview(size, frame.EncodeJpeg(quality));
        }

        using var small = new Frame(frame.Bgr.Resize(new Size(size.Width, size.Height), 0, 0, InterpolationFlags.Area), size);
        return new JpegPreview(size, small.EncodeJpeg(quality));
    }
}
