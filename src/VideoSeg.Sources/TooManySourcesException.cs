using VideoSeg.Vision;

namespace VideoSeg.Sources;

/// <summary>There are as many sources as are allowed (Sources:MaxSources).</summary>
public sealed class TooManySourcesException(int count, int limit)
    : VideoSegException($"there are {count} sources; at most {limit} are allowed, and those that have ended count until they are deleted", null)
{
    public int Count { get; } = count;

    public int Limit { get; } = limit;
}
