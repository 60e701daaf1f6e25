using System.Globalization;
using VideoSeg.Vision;

namespace VideoSeg.Streaming.Admission;

/// <summary>The memory for decoded pictures (Streaming:MaxDecodeBytes) has no room for another one.</summary>
/// <param name="wanted">The bytes that were asked for.</param>
/// <param name="limit">The bytes of all pictures together.</param>
public sealed class DecodeMemoryException(long wanted, long limit) : VideoSegException(
    wanted > limit
        ? string.Create(CultureInfo.InvariantCulture, $"decoding takes {wanted:N0} bytes; the server has {limit:N0} for all pictures together (Streaming:MaxDecodeBytes)")
        : string.Create(CultureInfo.InvariantCulture, $"decoding takes {wanted:N0} bytes, for which there was no room in time: other pictures take up the {limit:N0} bytes that the server has for them"),
    null)
{
    /// <summary>The bytes that were asked for.</summary>
    public long Wanted { get; } = wanted;

    /// <summary>The bytes of all pictures together.</summary>
    public long Limit { get; } = limit;
}
