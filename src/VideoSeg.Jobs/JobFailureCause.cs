
namespace VideoSeg.Jobs;

/// <summary>Whose fault a failed job is.</summary>
public enum JobFailureCause
{
    /// <summary>The video can't be used.</summary>
    Source,

    /// <summary>A limit of the server, or its disk, is reached.</summary>
    Limit,

    /// <summary>The server's own work failed.</summary>
    Server,
}
