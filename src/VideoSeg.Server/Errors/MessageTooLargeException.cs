using VideoSeg.Vision;

namespace VideoSeg.Server.Errors;

/// <summary>A client's message exceeds the limit.</summary>
internal sealed class MessageTooLargeException(int maxBytes)
    : VideoSegException($"a message is larger than {maxBytes} bytes, the limit of this server (limits.max_message_bytes)", null)
{
    /// <summary>The limit in bytes.</summary>
    public int MaxBytes { get; } = maxBytes;
}
