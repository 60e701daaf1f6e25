namespace VideoSeg.Jobs.Outputs;

/// <summary>
/// One kind of output. What a segment leaves behind is on disk when it ends; what was written of a segment that did not end is written over
/// when it begins anew. So outputs keep nothing in memory from one segment to the next.
/// </summary>
internal interface IJobOutput : IDisposable
{
    /// <param name="segment">From 0.</param>
    void BeginSegment(int segment);

    /// <param name="frame">The segment's next; borrowed.</param>
    void Write(JobFrame frame);

    void EndSegment();

    /// <summary>All segments have ended, perhaps under another server: makes the files that callers get. May be done again.</summary>
    Task FinishAsync(FrameLog log, CancellationToken cancellationToken);
}
