using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>A frame to send. It does not copy its bytes: they must not change until the frame's result has arrived.</summary>
public sealed class VideoFrame
{
    private readonly ByteString? _file;
    private readonly RawPicture? _raw;

    private VideoFrame(TimeSpan presentationTime, ByteString? file, RawPicture? raw)
    {
        PresentationTime = presentationTime;
        _file = file;
        _raw = raw;
    }

    /// <summary>The presentation time, counted from the start of the video.</summary>
    public TimeSpan PresentationTime { get; }

    /// <summary>Whether an EXIF orientation of an image file is not applied, so that results refer to the pixels as the file stores them.</summary>
    public bool AsStored { get; private init; }

    /// <summary>Creates a frame from a whole JPEG, PNG or WebP file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="presentationTime">The presentation time, counted from the start of the video.</param>
    /// <param name="asStored">Whether an EXIF orientation is not applied, so that results refer to the pixels as the file stores them.</param>
    public static VideoFrame Encoded(ReadOnlyMemory<byte> file, TimeSpan presentationTime, bool asStored = false) =>
        new(presentationTime, UnsafeByteOperations.UnsafeWrap(file), null) { AsStored = asStored };

    /// <summary>Creates a frame from raw pixels of any range, matrix and padding.</summary>
    /// <param name="picture">The pixels with all that is needed to understand them; not to be changed afterwards.</param>
    /// <param name="presentationTime">The presentation time, counted from the start of the video.</param>
    public static VideoFrame Raw(RawPicture picture, TimeSpan presentationTime) => new(presentationTime, null, picture);

    /// <summary>Creates a frame from raw pixels.</summary>
    /// <param name="format">The pixel format.</param>
    /// <param name="width">In pixels; even for NV12 and I420.</param>
    /// <param name="height">In pixels; even for NV12 and I420.</param>
    /// <param name="pixels">All planes, rows from the top.</param>
    /// <param name="presentationTime">The presentation time, counted from the start of the video.</param>
    /// <param name="stride">Bytes from a row to the next; 0: no gap.</param>
    public static VideoFrame Raw(
        PixelFormat format, int width, int height, ReadOnlyMemory<byte> pixels, TimeSpan presentationTime, int stride = 0) =>
        new(presentationTime, null, new RawPicture
        {
            PixelFormat = format,
            Width = checked((uint)width),
            Height = checked((uint)height),
            Stride = checked((uint)stride),
            Pixels = UnsafeByteOperations.UnsafeWrap(pixels),
        });

    internal Frame ToMessage(ulong frameNumber)
    {
        var message = new Frame { FrameNumber = frameNumber, PresentationTime = Duration.FromTimeSpan(PresentationTime), AsStored = AsStored };
        if (_raw is not null)
        {
            message.Raw = _raw;
        }
        else
        {
            message.Encoded = _file;
        }

        return message;
    }
}
