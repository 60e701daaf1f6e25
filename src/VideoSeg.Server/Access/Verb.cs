namespace VideoSeg.Server.Access;

/// <summary>What can be done to streams.</summary>
internal enum Verb
{
    /// <summary>Send a stream's frames, and get its results on the same call.</summary>
    Publish,

    /// <summary>Follow the results of others' streams.</summary>
    Subscribe,

    /// <summary>See their pictures.</summary>
    Preview,

    /// <summary>Upload files and have jobs worked through; the streams of a right to this play no part.</summary>
    Batch,

    /// <summary>Read /metrics; the streams of a right to this play no part.</summary>
    Metrics,

    /// <summary>Make the server fetch video by itself.</summary>
    Admin,
}
