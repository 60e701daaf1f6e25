using VideoSeg.Vision;

namespace VideoSeg.Jobs.Uploads;

/// <summary>A chunk does not continue an upload where it ends.</summary>
/// <param name="received">Bytes that the upload has, which is where the next chunk begins.</param>
/// <param name="offset">Where the chunk that was sent begins.</param>
public sealed class UploadOffsetException(long received, ulong offset)
    : VideoSegException($"the upload has {received} bytes, so the next chunk begins there; this one began at {offset}", null)
{
    public long Received { get; } = received;

    public ulong Offset { get; } = offset;
}
