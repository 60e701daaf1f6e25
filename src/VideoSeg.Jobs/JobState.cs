namespace VideoSeg.Jobs;

/// <summary>The state of a job. The last three are final.</summary>
public enum JobState
{
    /// <summary>The job waits.</summary>
    Pending,

    /// <summary>The job runs, or ran when the server stopped: then it continues with the next server process.</summary>
    Running,

    /// <summary>All outputs exist.</summary>
    Succeeded,

    /// <summary>There are no outputs; <see cref="Job.Failure"/> says why.</summary>
    Failed,

    /// <summary>Cancelled by a caller.</summary>
    Cancelled,
}
