using VideoSeg.Jobs.Inputs;
using VideoSeg.Streaming;

namespace VideoSeg.Jobs;

/// <summary>
/// A video file that is worked through. It is cut into segments: each begins with a keyframe, and when it is done its outputs are on disk and
/// the tracker is saved, so that a job whose server was killed goes on with the segment after, and its outputs are the same as without.
/// </summary>
public sealed record Job
{
    public required string Id { get; init; }

    /// <summary>Whose it is: nobody else sees it.</summary>
    public required string Caller { get; init; }

    /// <summary>For people.</summary>
    public required string FileName { get; init; }

    public required JobState State { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Of its stream, as accepted: each open choice is filled in.</summary>
    public required StreamOptions Options { get; init; }

    public required JobOutputs Outputs { get; init; }

    public required JobInput Source { get; init; }

    /// <summary>Of the model that made what is there so far; another version begins anew.</summary>
    public string ModelVersion { get; init; } = "";

    /// <summary>Segments whose outputs are on disk.</summary>
    public int SegmentsDone { get; init; }

    /// <summary>Frames of these segments, and while it runs those since.</summary>
    public long FramesDone { get; init; }

    /// <summary>As the file tells it, which may be an estimate; once all are read, the truth. 0: not known.</summary>
    public long FramesTotal { get; init; }

    /// <summary>The last segment holds the video's last frame.</summary>
    public bool IsRead { get; init; }

    /// <summary>While it runs: since this server took it up. 0: not known yet.</summary>
    public double FramesPerSecond { get; init; }

    /// <summary>Null: it did not fail.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>Of a job that has succeeded, by name.</summary>
    public IReadOnlyList<JobFile> Files { get; init; } = [];

    public bool HasEnded => State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;

    /// <summary>Null: not known.</summary>
    public TimeSpan? TimeLeft => State == JobState.Running && FramesPerSecond > 0 && FramesTotal > 0
        ? TimeSpan.FromSeconds(Math.Max(0, FramesTotal - FramesDone) / FramesPerSecond)
        : null;
}
