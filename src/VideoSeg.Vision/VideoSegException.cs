namespace VideoSeg.Vision;

/// <summary>
/// Something that a caller did, or gave, is not right. Each sealed subclass is a cause that a caller can act on; the
/// message says what was wrong, where, and what is allowed.
/// </summary>
public abstract class VideoSegException : Exception
{
    protected VideoSegException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
