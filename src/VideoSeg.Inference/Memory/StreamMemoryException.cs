using VideoSeg.Vision;

namespace VideoSeg.Inference.Memory;

/// <summary>A stream that reuses keyframes needs memory, and the budget of all streams has no room for it.</summary>
public sealed class StreamMemoryException(long wanted, long used, long limit) : VideoSegException(
    $"the stream needs {wanted:N0} bytes to reuse keyframes; streams hold {used:N0} of the {limit:N0} bytes that are allowed. A stream whose frames are all keyframes needs none",
    null)
{
    /// <summary>What the stream needs, in bytes.</summary>
    public long Wanted { get; } = wanted;

    /// <summary>What all streams kept at that time, in bytes.</summary>
    public long Used { get; } = used;

    /// <summary>What all streams together may keep, in bytes.</summary>
    public long Limit { get; } = limit;
}
