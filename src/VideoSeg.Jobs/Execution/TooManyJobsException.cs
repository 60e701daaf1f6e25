using VideoSeg.Vision;

namespace VideoSeg.Jobs.Execution;

/// <summary>Too many jobs are waiting.</summary>
/// <param name="waiting">Jobs that are waiting.</param>
/// <param name="limit">How many may wait (Jobs:MaxWaiting).</param>
public sealed class TooManyJobsException(int waiting, int limit) : VideoSegException($"{waiting} jobs are waiting; at most {limit} are allowed", null)
{
    public int Waiting { get; } = waiting;

    public int Limit { get; } = limit;
}
