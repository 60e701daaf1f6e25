namespace VideoSeg.Vision.Frames;

/// <summary>A picture cannot become a frame. The stream goes on.</summary>
public sealed class FrameException(string reason, string message, Exception? inner = null) : VideoSegException(message, inner)
{
    /// <summary>A stable name of the cause: PICTURE_BROKEN, PICTURE_EMPTY, PICTURE_TOO_LARGE, PICTURE_FORMAT_UNKNOWN, PICTURE_SIZE_WRONG.</summary>
    public string Reason { get; } = reason;
}
