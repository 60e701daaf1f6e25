using OpenCvSharp;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Frames;

/// <summary>Makes frames of pictures: 8-bit BGR of grey, colour, 16-bit and transparent ones (the alpha channel is left out).</summary>
public static class FrameDecoder
{
    /// <summary>
    /// Decodes a picture. A file with an EXIF orientation is turned upright, as people see it, unless it is to stay as stored: boxes and masks are in the
    /// pixels of the frame that this gives.
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
        EncodedPicture encoded => DecodeFile(encoded, limits, needed),
        RawPicture raw => RawPixels.ToFrame(raw, limits),
        DecodedPicture decoded => Shared(decoded.Frame, limits),
        _ => throw new ArgumentException($"A {picture.GetType().Name} is no picture that can be decoded.", nameof(picture)),
    };

    /// <summary>
    /// Decodes the luma of a picture, for those who need few pixels and no colours: where a JPEG can be decoded at reduced size, its luma alone at that
    /// size, for less than half of the work. Any other picture is decoded whole.
    /// </summary>
    /// <param name="picture">Borrowed for the call.</param>
    /// <param name="limits">Checked against the header, before memory is taken.</param>
    /// <param name="needed">The size that the frame will be brought to.</param>
    /// <returns>The caller's to dispose. Not <see cref="Frame.IsWhole"/>: the picture must be decoded again for anything but its luma at <paramref name="needed"/>.</returns>
    /// <exception cref="FrameException">The picture is empty, broken, too large, or not what its size says.</exception>
    public static Frame DecodeLuma(FramePicture picture, FrameLimits limits, PixelSize needed) => picture switch
    {
        EncodedPicture encoded => DecodeFile(encoded, limits, needed, luma: true),
        _ => Decode(picture, limits),
    };

    /// <summary>Reads the size of the frame that a picture gives, from its header.</summary>
    /// <exception cref="FrameException">The picture is empty, or its header can't be read.</exception>
    public static PixelSize SizeOf(FramePicture picture) => picture switch
    {
        DecodedPicture decoded => decoded.Frame.Size,
        { Bytes.IsEmpty: true } => throw FrameException.Empty(),
        RawPicture raw => raw.Size,
        EncodedPicture encoded when ImageHeader.Read(encoded.Bytes.Span) is var header => SizeOf(header, OrientationOf(encoded, header)),
        _ => ImageHeader.Read(picture.Bytes.Span).Size,
    };

    /// <summary>
    /// The bytes that decoding a picture takes at most, by its header: the pixels, and what the decoder holds beside them. 0 for a frame that is decoded already.
    /// </summary>
    /// <param name="picture">Borrowed for the call.</param>
    /// <param name="limits">Checked against the header.</param>
    /// <param name="needed">As for <see cref="Decode"/>.</param>
    /// <exception cref="FrameException">The picture is empty or too large, or its header can't be read.</exception>
    public static long MemoryToDecode(FramePicture picture, FrameLimits limits, PixelSize needed)
    {
        var size = SizeOf(picture);
        limits.Check(size);
        return picture switch
        {
            DecodedPicture => 0,
            RawPicture raw => (RawPixels.IsUsual(raw) ? 1 : YuvPixels.PicturesHeld) * ImageHeader.BytesPerPixel * size.Pixels,
            EncodedPicture encoded => MemoryToDecodeFile(encoded, needed),
            _ => throw new ArgumentException($"A {picture.GetType().Name} is no picture that can be decoded.", nameof(picture)),
        };
    }

    private static long MemoryToDecodeFile(EncodedPicture picture, PixelSize needed)
    {
        var file = picture.Bytes.Span;
        var header = ImageHeader.Read(file);
        int orientation = OrientationOf(picture, header);
        long once = header.MemoryToDecode(file, Reduction(header, AsStored(needed, orientation)));

        // Turning a picture makes a second one; a JPEG without an end is looked at twice, whole, before.
        long turned = orientation == ExifOrientation.Upright ? once : 2 * once;
        return header.Format == ImageFormat.Jpeg && JpegFile.LacksEnd(file) ? Math.Max(turned, UnendedJpeg.PicturesHeld * header.MemoryToDecode(file, 1)) : turned;
    }

    /// <summary>What is needed is upright; a decoder reduces the picture as it is stored.</summary>
    private static PixelSize AsStored(PixelSize upright, int orientation) =>
        ExifOrientation.Transposes(orientation) ? new(upright.Height, upright.Width) : upright;

    private static Frame Shared(Frame frame, FrameLimits limits)
    {
        limits.Check(frame.Size);
        return frame.Share();
    }

    private static int OrientationOf(EncodedPicture picture, ImageHeader header) => picture.AsStored ? ExifOrientation.Upright : ExifOrientation.Of(picture.Bytes.Span, header.Format);

    private static PixelSize SizeOf(ImageHeader header, int orientation) =>
        ExifOrientation.Transposes(orientation) ? new(header.Size.Height, header.Size.Width) : header.Size;

    private static Frame DecodeFile(EncodedPicture picture, FrameLimits limits, PixelSize? needed, bool luma = false)
    {
        var file = picture.Bytes.Span;
        if (file.IsEmpty)
        {
            throw FrameException.Empty();
        }

        var header = ImageHeader.Read(file);
        limits.Check(header.Size);
        if (header.Format == ImageFormat.Jpeg && JpegFile.LacksEnd(file))
        {
            file = UnendedJpeg.End(file);
        }

        header.CheckComplete(file);

        int orientation = OrientationOf(picture, header);
        var upright = SizeOf(header, orientation);
        int reduction = needed is { } size ? Reduction(header, AsStored(size, orientation)) : 1;
        bool lumaAlone = luma && reduction > 1;
        Mat pixels;
        try
        {
            pixels = Cv2.ImDecode(file, Mode(reduction, lumaAlone) | ImreadModes.IgnoreOrientation);
        }
        catch (OpenCVException error)
        {
            throw FrameException.Broken($"The {header.Format} of {header.Size} px cannot be decoded: {error.Message}", error);
        }

        if (pixels.Empty())
        {
            pixels.Dispose();
            throw FrameException.Broken($"The {header.Format} of {header.Size} px cannot be decoded: its {file.Length} bytes are damaged.");
        }

        return new Frame(Turned(pixels, orientation), upright, isWhole: !lumaAlone);
    }

    /// <param name="pixels">Takes ownership.</param>
    /// <param name="orientation">1 to 8, of <see cref="ExifOrientation"/>.</param>
    private static Mat Turned(Mat pixels, int orientation)
    {
        if (orientation == ExifOrientation.Upright)
        {
            return pixels;
        }

        using (pixels)
        {
            var turned = new Mat();
            switch (orientation)
            {
                case 2:
                    Cv2.Flip(pixels, turned, FlipMode.Y);
                    break;
                case 3:
                    Cv2.Rotate(pixels, turned, RotateFlags.Rotate180);
                    break;
                case 4:
                    Cv2.Flip(pixels, turned, FlipMode.X);
                    break;
                case 5:
                    Cv2.Transpose(pixels, turned);
                    break;
                case 6:
                    Cv2.Rotate(pixels, turned, RotateFlags.Rotate90Clockwise);
                    break;
                case 7:
                    Cv2.Transpose(pixels, turned);
                    Cv2.Flip(turned, turned, FlipMode.XY);
                    break;
                default:
                    Cv2.Rotate(pixels, turned, RotateFlags.Rotate90Counterclockwise);
                    break;
            }

            return turned;
        }
    }

    /// <summary>1, 2, 4 or 8: by how much the picture may shrink and still have the pixels that are needed.</summary>
    private static int Reduction(ImageHeader header, PixelSize needed) => header.Format != ImageFormat.Jpeg ? 1
        : Math.Min(header.Size.Width / Math.Max(needed.Width, 1), header.Size.Height / Math.Max(needed.Height, 1)) switch
        {
            >= 8 => 8,
            >= 4 => 4,
            >= 2 => 2,
            _ => 1,
        };

    private static ImreadModes Mode(int reduction, bool lumaAlone) => (reduction, lumaAlone) switch
    {
        (8, false) => ImreadModes.ReducedColor8,
        (4, false) => ImreadModes.ReducedColor4,
        (2, false) => ImreadModes.ReducedColor2,
        (8, true) => ImreadModes.ReducedGrayscale8,
        (4, true) => ImreadModes.ReducedGrayscale4,
        (2, true) => ImreadModes.ReducedGrayscale2,
        _ => ImreadModes.Color,
    };
}
