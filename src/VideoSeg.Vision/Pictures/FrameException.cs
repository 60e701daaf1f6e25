namespace VideoSeg.Vision.Pictures;

/// <summary>A picture cannot become a frame. The stream goes on.</summary>
public sealed class FrameException(string reason, string message, Exception? inner = null) : VideoSegException(message, inner)
{
    private const string PictureTooLarge = "PICTURE_TOO_LARGE";

    /// <summary>A stable name of the cause: PICTURE_BROKEN, PICTURE_EMPTY, PICTURE_TOO_LARGE, PICTURE_FORMAT_UNKNOWN, PICTURE_SIZE_WRONG.</summary>
    public string Reason { get; } = reason;

    /// <summary>True: the picture is over a limit; false: it can't be used at all.</summary>
    public bool IsLimit => Reason == PictureTooLarge;

    internal static FrameException Broken(string message, Exception? inner = null) => new("PICTURE_BROKEN", message, inner);

    internal static FrameException Empty() => new("PICTURE_EMPTY", "The picture has no bytes; send a JPEG, PNG or WebP file, or raw pixels.");

    internal static FrameException TooLarge(string message) => new(PictureTooLarge, message);

    internal static FrameException FormatUnknown(string message) => new("PICTURE_FORMAT_UNKNOWN", message);

    internal static FrameException SizeWrong(string message) => new("PICTURE_SIZE_WRONG", message);
}
