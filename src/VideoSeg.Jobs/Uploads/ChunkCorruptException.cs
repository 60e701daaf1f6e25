using VideoSeg.Vision;

namespace VideoSeg.Jobs.Uploads;

/// <summary>A chunk is not what its checksum says.</summary>
/// <param name="actual">The CRC-32C of the bytes that were received.</param>
/// <param name="expected">The CRC-32C that the caller sent.</param>
public sealed class ChunkCorruptException(uint actual, uint expected)
    : VideoSegException($"the chunk's CRC-32C is {actual:x8}, not {expected:x8}: send it again", null)
{
    public uint Actual { get; } = actual;

    public uint Expected { get; } = expected;
}
