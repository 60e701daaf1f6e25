using VideoSeg.Vision;

namespace VideoSeg.Server.Errors.Limits;

/// <summary>A client's message exceeds the limit of its place in the call.</summary>
internal sealed class MessageTooLargeException(int maxBytes)
    : VideoSegException($"the message is larger than {maxBytes} bytes, the limit of this server for it (pictures: limits.max_message_bytes)", null)
{
    /// <summary>The limit in bytes.</summary>
    public int MaxBytes { get; } = maxBytes;
}
