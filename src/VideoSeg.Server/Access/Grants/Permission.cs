namespace VideoSeg.Server.Access.Grants;

/// <summary>What can be done to streams. The names, in lower case, are those of configuration and tokens.</summary>
internal enum Permission
{
    /// <summary>Send a stream's frames and read its results on the same call.</summary>
    Publish,

    /// <summary>Read the results of other callers' streams.</summary>
    Subscribe,

    /// <summary>Read their pictures.</summary>
    Preview,

    /// <summary>Upload files and run jobs. The stream pattern of the grant has no effect.</summary>
    Batch,

    /// <summary>Read /metrics. The stream pattern of the grant has no effect.</summary>
    Metrics,

    /// <summary>Create and delete sources, from which the server pulls video.</summary>
    Admin,
}
