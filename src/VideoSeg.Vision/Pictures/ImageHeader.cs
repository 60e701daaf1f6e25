namespace VideoSeg.Vision.Pictures;

/// <summary>
/// What a picture file says of itself. It is read before the file is decoded: a small file may claim a size that takes
/// gigabytes, and a file that ends too early is told so, before work on it (decoders say only that they failed, or fill
/// the rest with grey).
/// </summary>
internal readonly record struct ImageHeader(ImageFormat Format, PixelSize Size)
{
    /// <summary>Bytes of a decoded pixel: blue, green and red.</summary>
    public const int BytesPerPixel = 3;

    /// <summary>Reads format and size; the file may still end too early.</summary>
    /// <exception cref="FrameException">The format is unknown, or the header is broken.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> file)
    {
        if (JpegFile.Matches(file))
        {
            return new(ImageFormat.Jpeg, JpegFile.ReadSize(file));
        }

        if (PngFile.Matches(file))
        {
            return new(ImageFormat.Png, PngFile.ReadSize(file));
        }

        if (WebPFile.Matches(file))
        {
            return new(ImageFormat.WebP, WebPFile.ReadSize(file));
        }

        var start = Convert.ToHexString(file[..Math.Min(file.Length, 8)]);
        throw FrameException.FormatUnknown($"The picture is not a JPEG, PNG or WebP file: its {file.Length} bytes start with {start} (hex).");
    }

    /// <summary>The bytes that decoding takes at most: the BGR pixels, and what the decoder holds beside them.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="reduction">1, 2, 4 or 8: by how much a JPEG is shrunk while it is decoded.</param>
    public long MemoryToDecode(ReadOnlySpan<byte> file, int reduction)
    {
        long pixels = Size.Pixels;
        long bgr = BytesPerPixel * pixels;
        return Format switch
        {
            ImageFormat.Jpeg => (bgr / (reduction * reduction)) + JpegFile.CoefficientBytes(file, Size),
            ImageFormat.Png => bgr,

            // With its alpha channel; a lossless one is decoded to as many bytes again.
            _ => bgr + (8 * pixels),
        };
    }

    /// <exception cref="FrameException">The file ends too early.</exception>
    public void CheckComplete(ReadOnlySpan<byte> file)
    {
        switch (Format)
        {
            case ImageFormat.Jpeg:
                JpegFile.CheckComplete(file);
                break;
            case ImageFormat.Png:
                PngFile.CheckComplete(file);
                break;
            default:
                WebPFile.CheckComplete(file);
                break;
        }
    }
}
