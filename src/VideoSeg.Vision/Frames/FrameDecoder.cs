using OpenCvSharp;

namespace VideoSeg.Vision.Frames;

/// <summary>Makes frames of pictures: 8-bit BGR of grey, colour, 16-bit and transparent ones (the alpha channel is left out).</summary>
public static class FrameDecoder
{
    /// <summary>
    /// Decodes a picture. Pixels stay where the file has them: an EXIF orientation is not applied, so that boxes and masks
    /// are in pixels as sent.
    /// </summary>
    /// <param name="picture">Borrowed for the call.</param>
    /// <param name="limits">Checked against the header, before memory is taken.</param>
    /// <param name="needed">
    /// The size that the frame will be brought to. A JPEG that is at least 2, 4 or 8 times as large both ways is decoded at
    /// 1/2, 1/4 or 1/8, which skips most of the work. Null: all pixels.
    /// </param>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="FrameException">The picture is empty, broken, too large, or not what its size says.</exception>
    public static Frame Decode(FramePicture picture, FrameLimits limits, PixelSize? needed = null) => picture switch
    {
        EncodedPicture encoded => DecodeFile(encoded.Bytes.Span, limits, needed),
        RawPicture raw => RawPixels.ToFrame(raw, limits),
        DecodedPicture decoded => Shared(decoded.Frame, limits),
        _ => throw new ArgumentException($"A {picture.GetType().Name} is no picture that can be decoded.", nameof(picture)),
    };

    private static Frame Shared(Frame frame, FrameLimits limits)
    {
        limits.Check(frame.Size);
        return frame.Share();
    }

    private static Frame DecodeFile(ReadOnlySpan<byte> file, FrameLimits limits, PixelSize? needed)
    {
        if (file.IsEmpty)
        {
            throw FrameException.Empty();
        }

        var header = ImageHeader.Read(file);
        limits.Check(header.Size);
        header.CheckComplete(file);

        var mode = header.Format == ImageFormat.Jpeg && needed is { } size ? ReducedMode(header.Size, size) : ImreadModes.Color;
        Mat bgr;
        try
        {
            bgr = Cv2.ImDecode(file, mode | ImreadModes.IgnoreOrientation);
        }
        catch (OpenCVException error)
        {
            throw FrameException.Broken($"The {header.Format} of {header.Size} px cannot be decoded: {error.Message}", error);
        }

        if (bgr.Empty())
        {
            bgr.Dispose();
            throw FrameException.Broken($"The {header.Format} of {header.Size} px cannot be decoded: its {file.Length} bytes are damaged.");
        }

        return new Frame(bgr, header.Size);
    }

    private static ImreadModes ReducedMode(PixelSize sent, PixelSize needed)
    {
        var ratio = Math.Min(sent.Width / Math.Max(needed.Width, 1), sent.Height / Math.Max(needed.Height, 1));
        return ratio switch
        {
            >= 8 => ImreadModes.ReducedColor8,
            >= 4 => ImreadModes.ReducedColor4,
            >= 2 => ImreadModes.ReducedColor2,
            _ => ImreadModes.Color,
        };
    }
}
