namespace VideoSeg.Vision.Pictures;

/// <summary>
/// What a picture file says of itself. It is read before the file is decoded: a small file may claim a size that takes
/// gigabytes, and a file that ends too early is told so, before work on it (decoders say only that they failed, or fill
/// the rest with grey).
/// </summary>
internal readonly record struct ImageHeader(ImageFormat Format, PixelSize Size)
{
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
