namespace VideoSeg.Jobs;

/// <summary>Where a job stands. The last three are final.</summary>
public enum JobState
{
    /// <summary>Its turn has not come.</summary>
    Pending,

    /// <summary>It is worked on, or was when the server stopped: then it goes on with the server.</summary>
    Running,

    /// <summary>All outputs are there.</summary>
    Succeeded,

    /// <summary>There are no outputs; <see cref="Job.Failure"/> says why.</summary>
    Failed,

    /// <summary>Somebody did not want it any more.</summary>
    Cancelled,
}
